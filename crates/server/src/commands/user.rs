//! `brygga user`: local accounts. What would be refused is refused before the password is asked for.

use std::process::ExitCode;

use brygga_domain::ids::HsaId;

use crate::cli::{DataArgs, UserCommand};
use crate::orders::Order;
use crate::out::say;
use crate::password::read_password;
use crate::writing::Writing;

pub(super) async fn run(command: UserCommand) -> anyhow::Result<ExitCode> {
    match command {
        UserCommand::Add { user_name, user, data } => add(&data, &user_name, user).await?,
        UserCommand::Password { user_name, data } => change(&data, &user_name).await?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn add(data: &DataArgs, user_name: &str, user: HsaId) -> anyhow::Result<()> {
    let mut writing = Writing::open(data, "user add").await?;
    let user_name = plain(user_name);
    let may = Order::MayAddUser { user_name: user_name.clone(), user: user.clone() };
    writing.perform(may).await?;
    let password = read_password()?;
    say!("{}", writing.perform(Order::AddUser { user_name, user, password }).await?);
    writing.end().await;
    Ok(())
}

async fn change(data: &DataArgs, user_name: &str) -> anyhow::Result<()> {
    let mut writing = Writing::open(data, "user password").await?;
    let user_name = plain(user_name);
    writing.perform(Order::MayChangePassword { user_name: user_name.clone() }).await?;
    let password = read_password()?;
    say!("{}", writing.perform(Order::ChangePassword { user_name, password }).await?);
    writing.end().await;
    Ok(())
}

/// As it is kept.
fn plain(user_name: &str) -> String {
    user_name.trim().to_lowercase()
}
