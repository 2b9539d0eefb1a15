//! `brygga export review`: what the admission feed left for a person to look at (decision 30).

use std::process::ExitCode;

use brygga_domain::calendar::stockholm;
use brygga_hl7::adt::SenderKey;

use crate::cli::DataArgs;
use crate::out::say;
use crate::site::open_reader;

pub(super) async fn run(data: &DataArgs) -> anyhow::Result<ExitCode> {
    let app = open_reader(data).await?;
    let items = app.store.reviews().await?;
    for item in &items {
        let at = item.at.display_with_offset(stockholm().to_offset(item.at));
        let sender = SenderKey::parse(&item.key).map_or_else(
            || item.key.clone(),
            |key| format!("{}  {}  {}", key.application, key.facility, key.control_id),
        );
        say!("{at}  {sender}  {}", item.reason);
    }
    if items.is_empty() {
        say!("nothing to look at");
    }
    Ok(ExitCode::SUCCESS)
}
