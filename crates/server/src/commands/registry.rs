//! `brygga registry`: the registry as an operator sees it.

use std::process::ExitCode;

use anyhow::{Context as _, bail};
use brygga_app::on_day;
use brygga_app::registry_file::read_registry_file;
use brygga_domain::ids::HsaId;

use crate::cli::{DataArgs, RegistryCommand};
use crate::orders::Order;
use crate::out::say;
use crate::site::open_reader;
use crate::writing::Writing;

pub(super) async fn run(command: RegistryCommand) -> anyhow::Result<ExitCode> {
    match command {
        RegistryCommand::Import { file, data } => import(&data, &file).await?,
        RegistryCommand::Show(data) => show(&data).await?,
        RegistryCommand::Unmapped(data) => unmapped(&data).await?,
        RegistryCommand::Map { code, unit, data } => map(&data, &code, unit).await?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn import(data: &DataArgs, file: &std::path::Path) -> anyhow::Result<()> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("{} cannot be read", file.display()))?;
    // A file with a fault is refused before the folder is touched.
    read_registry_file(&text)?;
    let mut writing = Writing::open(data, "registry import").await?;
    say!("{}", writing.perform(Order::ImportRegistry { text }).await?);
    writing.end().await;
    Ok(())
}

async fn show(data: &DataArgs) -> anyhow::Result<()> {
    let app = open_reader(data).await?;
    let registry = app.registry();
    let today = on_day(&registry, app.now());
    for organisation in today.organisations() {
        say!("{}  {}  ({})", organisation.id, organisation.name, organisation.kind.as_str());
        for unit in today.units_of_organisation(&organisation.id) {
            let (branch, kind) = (unit.branch.as_str(), unit.kind.as_str());
            say!("  {}  {}  ({branch}, {kind})", unit.id, unit.name);
        }
    }
    say!("staff: {}", today.all_staff().count());
    Ok(())
}

async fn unmapped(data: &DataArgs) -> anyhow::Result<()> {
    let app = open_reader(data).await?;
    let wards = app.store.unmapped_wards().await?;
    for ward in &wards {
        say!("{}  stays: {}", ward.code, ward.stays);
    }
    if wards.is_empty() {
        say!("every ward code has its unit");
    }
    Ok(())
}

async fn map(data: &DataArgs, code: &str, unit: HsaId) -> anyhow::Result<()> {
    let Some((facility, ward)) = code.rsplit_once('/') else {
        bail!("{code} is not FACILITY/CODE as `brygga registry unmapped` prints it");
    };
    let (facility, ward) = (facility.to_owned(), ward.to_owned());
    let mut writing = Writing::open(data, "registry map").await?;
    say!("{}", writing.perform(Order::MapWard { facility, ward, unit }).await?);
    writing.end().await;
    Ok(())
}
