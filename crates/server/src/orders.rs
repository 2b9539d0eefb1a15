//! What a command asks the writer for: done here when this process writes, or by the running server
//! over its control socket (decision 19). Both do it with the same use cases and the same words.

use anyhow::bail;
use brygga_app::accounts::save_account;
use brygga_app::feed::{map_wards_again, receive_adt};
use brygga_app::history::{ChainRow, import_chains};
use brygga_app::registry::{import_places, import_registry, map_ward};
use brygga_app::registry_file::read_registry_file;
use brygga_app::{App, AppError, on_day};
use brygga_domain::calendar::local_date;
use brygga_domain::ids::HsaId;
use brygga_domain::registry::YearPlaces;
use brygga_hl7::mllp::Frame;
use brygga_hl7::reading::read_frame;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One thing to do. No `Debug`: passwords and messages about patients never reach a log line.
#[derive(Serialize, Deserialize)]
pub(crate) enum Order {
    /// A message of the admission feed.
    ReceiveAdt(AdtFrame),
    /// Chains of another system. The answer is JSON.
    ImportCareChains { rows: Vec<ChainRow>, from: Date },
    /// Short-term places that municipalities have said.
    ImportPlaces { rows: Vec<YearPlaces> },
    /// The registry as this file says.
    ImportRegistry { text: String },
    /// A ward code of the feed gets its unit.
    MapWard { facility: String, ward: String, unit: HsaId },
    /// Whether a new account could be made; nothing is written.
    MayAddUser { user_name: String, user: HsaId },
    /// A new account.
    AddUser { user_name: String, user: HsaId, password: String },
    /// Whether there is such an account; nothing is written.
    MayChangePassword { user_name: String },
    /// Another password, which ends the sessions of the account.
    ChangePassword { user_name: String, password: String },
}

/// [`Frame`], as it travels.
#[derive(Serialize, Deserialize)]
pub(crate) enum AdtFrame {
    Whole(Vec<u8>),
    BrokenOff(Vec<u8>),
    TooLong(Vec<u8>),
}

impl From<Frame> for AdtFrame {
    fn from(frame: Frame) -> Self {
        match frame {
            Frame::Message(bytes) => Self::Whole(bytes),
            Frame::Unterminated(bytes) => Self::BrokenOff(bytes),
            Frame::Oversized { head } => Self::TooLong(head),
        }
    }
}

impl From<AdtFrame> for Frame {
    fn from(frame: AdtFrame) -> Self {
        match frame {
            AdtFrame::Whole(bytes) => Self::Message(bytes),
            AdtFrame::BrokenOff(bytes) => Self::Unterminated(bytes),
            AdtFrame::TooLong(head) => Self::Oversized { head },
        }
    }
}

/// Does it and gives the line to print; an empty one says nothing.
pub(crate) async fn perform(app: &App, order: Order) -> anyhow::Result<String> {
    match order {
        Order::ReceiveAdt(frame) => {
            let answer = receive_adt(app, &read_frame(frame.into())).await?;
            let control_id = answer.control_id.as_deref().unwrap_or("-");
            let line = format!("{} {control_id} {}", answer.code, answer.reason);
            Ok(line.replace(char::is_control, " "))
        }
        Order::ImportCareChains { rows, from } => {
            Ok(serde_json::to_string(&import_chains(app, &rows, from).await?)?)
        }
        Order::ImportPlaces { rows } => {
            let done = import_places(app, &rows).await?;
            Ok(format!("figures written {}, known already {}", done.written, done.known))
        }
        Order::ImportRegistry { text } => {
            let file = read_registry_file(&text)?;
            let imported = import_registry(app, &file, local_date(app.now())).await?;
            // Ward codes may have got their units: the stays that waited come to their lists.
            let stays = map_wards_again(app).await?;
            Ok(format!("facts: {}, stays looked at again: {stays}", imported.facts))
        }
        Order::MapWard { facility, ward, unit } => {
            match map_ward(app, &facility, &ward, &unit).await {
                Ok(stays) => {
                    Ok(format!("{facility}/{ward} is {unit}, stays looked at again: {stays}"))
                }
                Err(AppError::Input { word: "unknown-unit", .. }) => bail!(
                    "{unit} is not a unit of the registry; `brygga registry show` prints them"
                ),
                Err(error) => Err(error.into()),
            }
        }
        Order::MayAddUser { user_name, user } => {
            may_add(app, &user_name, &user).await.map(|()| String::new())
        }
        Order::AddUser { user_name, user, password } => {
            may_add(app, &user_name, &user).await?;
            save(app, &user_name, user, &password).await
        }
        Order::MayChangePassword { user_name } => {
            account(app, &user_name).await.map(|_| String::new())
        }
        Order::ChangePassword { user_name, password } => {
            let user = account(app, &user_name).await?;
            let saved = save(app, &user_name, user.clone(), &password).await?;
            app.store.end_sessions_of(&user).await?;
            Ok(saved)
        }
    }
}

async fn may_add(app: &App, name: &str, user: &HsaId) -> anyhow::Result<()> {
    if name.is_empty() {
        bail!("a user name has at least one character");
    }
    if on_day(&app.registry(), app.now()).staff(user).is_none() {
        bail!("{user} is not in the registry; `brygga registry import` adds staff");
    }
    if app.store.credential(name).await?.is_some() {
        bail!("{name} has an account; `brygga user password {name}` changes its password");
    }
    if let Some(known) = app.store.credential_of(user).await? {
        bail!("{user} has an account already: {}", known.user_name);
    }
    Ok(())
}

/// Whose account it is.
async fn account(app: &App, name: &str) -> anyhow::Result<HsaId> {
    match app.store.credential(name).await? {
        Some(known) => Ok(known.user),
        None => bail!("{name} has no account; `brygga user add` makes one"),
    }
}

async fn save(app: &App, name: &str, user: HsaId, password: &str) -> anyhow::Result<String> {
    match save_account(app, name, user, password).await {
        Ok(()) => Ok(format!("{name}: saved")),
        Err(AppError::Input { word: "too-short", .. }) => {
            bail!("a password has at least 12 characters")
        }
        Err(error) => Err(error.into()),
    }
}
