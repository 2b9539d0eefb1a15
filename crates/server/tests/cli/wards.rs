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

/// PD1-12 and PV1-36: what the ward must know of a stay before anything is sent (definitions 2).
#[tokio::test]
async fn protected_identity_and_a_death_come_with_the_stay() {
    let site = TestSite::new().await;
    let store = &site.app.store;
    let receive = async |message: String| {
        let answer = receive_adt(&site.app, &read(message.into_bytes())).await.unwrap();
        assert_eq!(answer.code, "AA");
        store.stays_after(None, 10).await.unwrap().remove(0)
    };
    let first = admission("1", "V1", "193108028287", "AVD37");
    let stay = receive(first.clone()).await;
    assert!(!stay.protected && !stay.deceased && stay.address.is_some());
    let protected = first.replace("A01|1|", "A08|2|").replace("PV1|", "PD1||||||||||||Y\rPV1|");
    let stay = receive(protected).await;
    assert!(stay.protected && stay.address.is_none(), "no address is kept");
    let home = first.replace("A01|1|", "A03|3|").replace("20250310081500", "20250312081500");
    let disposition = format!("V1{}20{}2025", "|".repeat(17), "|".repeat(8));
    let died = home.replace(&format!("V1{}2025", "|".repeat(25)), &disposition);
    let stay = receive(died).await;
    assert!(stay.deceased && stay.protected, "{stay:?}");
}
