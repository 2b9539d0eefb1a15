//! A ward code of the feed gets its unit; the stays that waited for it come to its list.

use brygga_domain::calendar::local_date;
use brygga_domain::ids::HsaId;
use brygga_domain::registry::{RegistryEvent, WardCode, WardMapped};

use super::append::append_registry;
use super::import::system;
use crate::context::{App, on_day};
use crate::error::AppError;
use crate::feed::map_wards_again;

/// Maps a code, for the operator. Gives how many stays were looked at again.
pub async fn map_ward(
    app: &App,
    facility: &str,
    code: &str,
    unit: &HsaId,
) -> Result<u64, AppError> {
    let registry = app.registry();
    let now = app.now();
    if on_day(&registry, now).unit(unit).is_none() {
        return Err(AppError::input("unit", "unknown-unit"));
    }
    let ward_code =
        WardCode { facility: facility.to_owned(), code: code.to_owned(), unit: Some(unit.clone()) };
    let event = RegistryEvent::WardMapped(WardMapped { from: local_date(now), ward: ward_code });
    append_registry(app, &system(), vec![event]).await?;
    map_wards_again(app).await
}
