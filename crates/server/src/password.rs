//! A password from the person at the terminal, unseen, or from the first line of standard input.
//! Never from the command line, where others on the machine could see it.

use std::io::{BufRead as _, IsTerminal as _};

use anyhow::{Context as _, bail};

/// Asks twice at a terminal, without echo: nobody sees a slip of the finger.
pub(crate) fn read_password() -> anyhow::Result<String> {
    let stdin = std::io::stdin();
    if !stdin.is_terminal() {
        let mut line = String::new();
        if stdin.lock().read_line(&mut line).context("the password could not be read")? == 0 {
            bail!("no password came on standard input");
        }
        return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
    }
    let ask = |prompt| rpassword::prompt_password(prompt).context("the password could not be read");
    let password = ask("Password, at least 12 characters: ")?;
    if ask("The same again: ")? != password {
        bail!("the two were not the same; nothing was changed");
    }
    Ok(password)
}
