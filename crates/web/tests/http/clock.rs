//! A clock that cannot be right is shown where it matters.

use brygga_app::care_chain::{PerformAct, load, perform_act};
use brygga_domain::care_chain::MessageKind;
use brygga_domain::care_chain::acts::{MoveWard, SendMessage};
use brygga_domain::envelope::Compartment;
use brygga_domain::moment::Moment;
use brygga_domain::registry::Role;
use jiff::SignedDuration;

use crate::site::Site;

const MARK: &str = "Osäker klocka";

#[tokio::test]
async fn what_was_written_while_the_clock_was_behind_is_marked_in_the_case_and_on_paper() {
    let site = Site::new().await;
    let ward = site.inner.actor("Kim Demosson", "Avdelning 37");
    let chain = site.admit(&ward).await;
    let assessor = site.inner.actor_as(Role::NeedsAssessor, "Biståndsenheten Björkvik Norr");
    let app = &site.inner.app;
    let user = site.as_user("Kim Demosson", "Avdelning 37").await;
    let (case, paper) = (format!("/care-chains/{chain}"), format!("/care-chains/{chain}/print"));
    for page in [&case, &paper] {
        assert!(!user.get(page).await.body.contains(MARK), "{page}");
    }
    // Somebody sets the clock back; nothing is refused.
    site.inner.clock.advance(SignedDuration::from_mins(-10));
    let message = SendMessage {
        kind: MessageKind::General,
        compartment: Compartment::Coordination,
        to: vec![assessor.unit.clone()],
        text: "Nyckeln finns hos grannen.".to_owned(),
        ground: None,
    };
    perform_act(app, &ward, PerformAct::new(chain, message, app.new_command())).await.unwrap();
    let shown = load(app, chain).await.unwrap().chain().ward.heads.iter().map(|it| it.id).collect();
    let moved = MoveWard {
        ward: site.party(&ward.unit),
        place: Some("14:2".to_owned()),
        at: Moment::from_instant(app.now()),
        shown,
    };
    perform_act(app, &ward, PerformAct::new(chain, moved, app.new_command())).await.unwrap();
    let user = site.as_user("Kim Demosson", "Avdelning 37").await;
    for page in [&case, &paper] {
        let body = user.get(page).await.body;
        assert_eq!(body.matches(MARK).count(), 2, "{page}: {body}");
    }
}
