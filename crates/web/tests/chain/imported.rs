//! A case that is the history of another system.

use axum::http::StatusCode;
use brygga_app::history::{chain_id, import_chains, read_chains};

use crate::desk::{Site, all_words};

const HISTORY: &str = "\
case_id,personal_identity,ward,municipality_code,admitted_at,admission_notice_at,discharge_ready_at,ready_withdrawn_at,municipality_ready_at,sip_required,sip_called_at,primary_care_ready_at,discharged_at,causes
K1,19380712-9022,Avdelning 37,9901,2025-04-01T10:00,2025-04-01T12:00,2025-04-03T10:00,,2025-04-04T10:00,no,,,2025-04-07T11:00,aids
";

#[tokio::test]
async fn an_imported_case_says_that_it_is_and_a_lived_one_does_not() {
    let (s, p, lived) = Site::with_parties().await;
    let rows = read_chains(HISTORY.as_bytes(), s.site.app.now()).unwrap();
    let rows: Vec<_> = rows.into_iter().map(|row| row.chain.unwrap()).collect();
    let from = jiff::civil::date(2025, 4, 1);
    let imported = import_chains(&s.site.app, &rows, from).await.unwrap();
    assert_eq!((imported.written, imported.refused.len()), (1, 0));
    let page = s.get(&p.nurse, &format!("/care-chains/{}", chain_id("K1"))).await;
    assert_eq!(page.status, StatusCode::OK);
    let text = all_words(&page.html);
    assert!(text.contains("Importerad historik") && text.contains("Avslutad"), "{text}");
    assert!(!all_words(&s.get(&p.nurse, &lived).await.html).contains("Importerad historik"));
}
