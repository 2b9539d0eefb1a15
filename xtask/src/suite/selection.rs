//! Which checks to run: `--only` and `--skip`.

use anyhow::{Context, Result, bail};

use super::steps::step_names;

#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Selection {
    only: Vec<String>,
    skip: Vec<String>,
}

impl Selection {
    /// Reads `--only STEP` and `--skip STEP`, repeated or separated with commas.
    pub(crate) fn parse(arguments: &[String]) -> Result<Self> {
        let mut selection = Self::default();
        let mut rest = arguments.iter();
        while let Some(flag) = rest.next() {
            let list = match flag.as_str() {
                "--only" => &mut selection.only,
                "--skip" => &mut selection.skip,
                unknown => bail!("test takes --only STEP and --skip STEP, not {unknown}"),
            };
            let steps = rest.next().with_context(|| format!("{flag} needs the name of a step"))?;
            for step in steps.split(',') {
                if !step_names().contains(&step) {
                    bail!("there is no step {step}; there are {}", step_names().join(", "));
                }
                list.push(step.to_owned());
            }
        }
        Ok(selection)
    }

    pub(super) fn is_everything(&self) -> bool {
        self.only.is_empty() && self.skip.is_empty()
    }

    pub(super) fn includes(&self, step: &str) -> bool {
        let named = |list: &[String]| list.iter().any(|name| name == step);
        (self.only.is_empty() || named(&self.only)) && !named(&self.skip)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Result<Selection> {
        Selection::parse(&arguments.iter().map(ToString::to_string).collect::<Vec<_>>())
    }

    #[test]
    fn without_flags_everything_runs() {
        let selection = parse(&[]).unwrap();
        assert!(selection.is_everything());
        assert!(step_names().into_iter().all(|step| selection.includes(step)));
    }

    #[test]
    fn only_and_skip_take_lists_and_repetition() {
        let only = parse(&["--only", "tidy,fmt", "--only", "clippy"]).unwrap();
        assert!(only.includes("tidy") && only.includes("clippy") && !only.includes("browser"));
        let skip = parse(&["--skip", "browser"]).unwrap();
        assert!(skip.includes("tidy") && !skip.includes("browser"));
    }

    #[test]
    fn an_unknown_step_or_flag_is_an_error() {
        assert!(parse(&["--skip", "browsers"]).is_err());
        assert!(parse(&["--fast"]).is_err());
        assert!(parse(&["--only"]).is_err());
    }
}
