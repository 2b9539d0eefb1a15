//! `brygga user`: local accounts. A password is read from standard input, never from the command
//! line, where others on the machine could see it.

use std::io::{BufRead as _, IsTerminal as _};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use brygga_app::accounts::save_account;
use brygga_app::{AppError, on_day};
use brygga_domain::ids::HsaId;

use crate::cli::UserCommand;
use crate::site::Site;

pub(super) async fn run(command: UserCommand) -> anyhow::Result<ExitCode> {
    match command {
        UserCommand::Add { user_name, user, data } => add(&data.data, &user_name, user).await?,
        UserCommand::Password { user_name, data } => password(&data.data, &user_name).await?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn add(data: &Path, user_name: &str, user: HsaId) -> anyhow::Result<()> {
    let site = Site::open(data, "user add").await?;
    if on_day(&site.app.registry(), site.app.now()).staff(&user).is_none() {
        bail!("{user} is not in the registry; `brygga registry import` adds staff");
    }
    let name = user_name.trim().to_lowercase();
    if site.app.store.credential(&name).await?.is_some() {
        bail!("{name} has an account; `brygga user password {name}` changes its password");
    }
    if let Some(known) = site.app.store.credential_of(&user).await? {
        bail!("{user} has an account already: {}", known.user_name);
    }
    save(&site, &name, user).await
}

async fn password(data: &Path, user_name: &str) -> anyhow::Result<()> {
    let site = Site::open(data, "user password").await?;
    let name = user_name.trim().to_lowercase();
    let Some(known) = site.app.store.credential(&name).await? else {
        bail!("{name} has no account; `brygga user add` makes one");
    };
    site.app.store.end_sessions_of(&known.user).await?;
    save(&site, &name, known.user).await
}

async fn save(site: &Site, name: &str, user: HsaId) -> anyhow::Result<()> {
    let password = read_password()?;
    match save_account(&site.app, name, user, &password).await {
        Ok(()) => {}
        Err(AppError::Input { word: "too-short", .. }) => {
            bail!("a password has at least 12 characters")
        }
        Err(error) => return Err(error.into()),
    }
    println!("{name}: saved");
    Ok(())
}

fn read_password() -> anyhow::Result<String> {
    let stdin = std::io::stdin();
    if stdin.is_terminal() {
        eprintln!("Password, at least 12 characters; it is shown while you type:");
    }
    let mut line = String::new();
    stdin.lock().read_line(&mut line).context("the password could not be read")?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
