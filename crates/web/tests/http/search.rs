use axum::http::StatusCode;

use crate::site::{NUMBER, Site};

#[tokio::test]
async fn a_person_is_found_by_number_and_by_the_beginning_of_the_name() {
    let site = Site::new().await;
    let chain = site.admit(&site.inner.actor("Kim Demosson", "Avdelning 37")).await;
    let user = site.as_user("Kim Demosson", "Avdelning 37").await;
    for asked in [NUMBER, "193807129022", "mall", "Mallström"] {
        let found = user.post("/search", &[("q", asked)]).await;
        assert_eq!(found.status, StatusCode::OK);
        assert!(found.body.contains("1 ärende<"), "{asked}");
        assert!(found.body.contains(&format!("href=\"/care-chains/{chain}\"")), "{asked}");
        assert!(found.body.contains("testnummer"), "{asked}");
    }
    assert!(user.post("/search", &[("q", "Testlund")]).await.body.contains("Inget att visa"));
}

#[tokio::test]
async fn what_cannot_be_searched_for_is_said_at_the_field() {
    let site = Site::new().await;
    let user = site.as_user("Kim Demosson", "Avdelning 37").await;
    for asked in ["", "M", "1938"] {
        let answer = user.post("/search", &[("q", asked)]).await;
        assert!(answer.body.contains("aria-invalid"), "{asked}");
    }
}

#[tokio::test]
async fn an_identity_number_never_stands_in_an_address() {
    let site = Site::new().await;
    site.admit(&site.inner.actor("Kim Demosson", "Avdelning 37")).await;
    let user = site.as_user("Kim Demosson", "Avdelning 37").await;
    for page in [user.get("/care-chains").await, user.post("/search", &[("q", NUMBER)]).await] {
        assert!(page.body.contains(NUMBER));
        for attribute in ["href=\"", "action=\"", "hx-get=\""] {
            for address in page.body.split(attribute).skip(1) {
                let address = address.split('"').next().unwrap();
                assert!(!address.contains("19380712"), "{address}");
            }
        }
    }
}

#[tokio::test]
async fn too_many_searches_wait() {
    let site = Site::new().await;
    let user = site.as_user("Kim Demosson", "Avdelning 37").await;
    for _ in 0..30 {
        user.post("/search", &[("q", "mall")]).await;
    }
    assert!(user.post("/search", &[("q", "mall")]).await.body.contains("För många sökningar"));
}
