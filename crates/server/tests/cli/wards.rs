//! Stays come to their ward's list, also after the ward's code was mapped.

use brygga_app::feed::receive_adt;
use brygga_app::on_day;
use brygga_app::registry::map_ward;
use brygga_hl7::reading::read;
use brygga_testkit::TestSite;

use crate::harness::admission;

#[tokio::test]
async fn a_stay_appears_in_the_list_of_its_ward() {
    let site = TestSite::new().await;
    let registry = site.app.registry();
    let today = on_day(&registry, site.app.now());
    let ward = today.units().find(|unit| unit.name == "Avdelning 37").unwrap().id.clone();
    let message = admission("1", "V1", "193108028287", "NYKOD");
    let answer = receive_adt(&site.app, &read(message.into_bytes())).await.unwrap();
    assert_eq!(answer.code, "AA");
    assert!(site.app.store.ward_stays(&ward, 50).await.unwrap().is_empty());
    let waiting = site.app.store.unmapped_wards().await.unwrap();
    assert_eq!(waiting.len(), 1, "{waiting:?}");
    let (facility, code) = waiting[0].code.rsplit_once('/').unwrap();
    map_ward(&site.app, facility, code, &ward).await.unwrap();
    let stays = site.app.store.ward_stays(&ward, 50).await.unwrap();
    assert_eq!(stays.len(), 1);
    assert_eq!(stays[0].name, "Greta Mallström");
    assert!(site.app.store.unmapped_wards().await.unwrap().is_empty());
}
