//! `brygga registry`: the registry as an operator sees it.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use brygga_app::registry::{import_registry, map_ward};
use brygga_app::registry_file::read_registry_file;
use brygga_app::{AppError, on_day};
use brygga_domain::calendar::local_date;
use brygga_domain::ids::HsaId;

use crate::cli::RegistryCommand;
use crate::site::{Site, open_reader};

pub(super) async fn run(command: RegistryCommand) -> anyhow::Result<ExitCode> {
    match command {
        RegistryCommand::Import { file, data } => import(&data.data, &file).await?,
        RegistryCommand::Show(data) => show(&data.data).await?,
        RegistryCommand::Unmapped(data) => unmapped(&data.data).await?,
        RegistryCommand::Map { code, unit, data } => map(&data.data, &code, &unit).await?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn import(data: &Path, file: &Path) -> anyhow::Result<()> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("{} cannot be read", file.display()))?;
    let file = read_registry_file(&text)?;
    let site = Site::open(data, "registry import").await?;
    let imported = import_registry(&site.app, &file, local_date(site.app.now())).await?;
    // Ward codes may have got their units: the stays that waited come to their lists.
    let stays = brygga_app::feed::map_wards_again(&site.app).await?;
    println!("facts: {}, stays looked at again: {stays}", imported.facts);
    Ok(())
}

async fn show(data: &Path) -> anyhow::Result<()> {
    let app = open_reader(data).await?;
    let registry = app.registry();
    let today = on_day(&registry, app.now());
    for organisation in today.organisations() {
        println!("{}  {}  ({})", organisation.id, organisation.name, organisation.kind.as_str());
        for unit in today.units_of_organisation(&organisation.id) {
            let (branch, kind) = (unit.branch.as_str(), unit.kind.as_str());
            println!("  {}  {}  ({branch}, {kind})", unit.id, unit.name);
        }
    }
    println!("staff: {}", today.all_staff().count());
    Ok(())
}

async fn unmapped(data: &Path) -> anyhow::Result<()> {
    let app = open_reader(data).await?;
    let wards = app.store.unmapped_wards().await?;
    for ward in &wards {
        println!("{}  stays: {}", ward.code, ward.stays);
    }
    if wards.is_empty() {
        println!("every ward code has its unit");
    }
    Ok(())
}

async fn map(data: &Path, code: &str, unit: &HsaId) -> anyhow::Result<()> {
    let Some((facility, ward)) = code.rsplit_once('/') else {
        bail!("{code} is not FACILITY/CODE as `brygga registry unmapped` prints it");
    };
    let site = Site::open(data, "registry map").await?;
    match map_ward(&site.app, facility, ward, unit).await {
        Ok(stays) => println!("{code} is {unit}, stays looked at again: {stays}"),
        Err(AppError::Input { word: "unknown-unit", .. }) => {
            bail!("{unit} is not a unit of the registry; `brygga registry show` prints them")
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
