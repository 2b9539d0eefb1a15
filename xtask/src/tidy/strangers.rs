//! Every page is tried by a stranger: somebody with no relation to the person, the chain or the
//! unit. The trials stand together in `crates/web/tests/strangers.rs`, which names each page by
//! its module, its URL type or its route constant.

use super::Finding;
use crate::files::SourceFile;

const PAGES: &str = "crates/web/src/pages/";
const TRIALS: &str = "crates/web/tests/strangers.rs";

pub(super) fn check(files: &[SourceFile]) -> Vec<Finding> {
    let trials = files.iter().find(|file| file.path == TRIALS).map_or("", |file| &file.text);
    let named: Vec<Vec<String>> = identifiers(trials);
    let pages = files.iter().filter(|file| file.is(PAGES, ".rs") && answers_get(&file.text));
    pages
        .filter(|page| {
            let words = words(stem(&page.path));
            !named.iter().any(|name| name.windows(words.len()).any(|part| part == words))
        })
        .map(|page| {
            let message =
                format!("no stranger tries this page: name {} in {TRIALS}", stem(&page.path));
            Finding::new(&page.path, 0, message)
        })
        .collect()
}

fn answers_get(text: &str) -> bool {
    text.lines().map(str::trim_start).any(|line| {
        line.starts_with("pub")
            && line.split_once("async fn get").is_some_and(|(_, rest)| rest.starts_with(['(', '<']))
    })
}

/// Returns the name of the page: its file, or the folder of a `mod.rs`.
fn stem(path: &str) -> &str {
    let path = path.strip_suffix(".rs").unwrap_or(path);
    let path = path.strip_suffix("/mod").unwrap_or(path);
    path.rsplit('/').next().unwrap_or(path)
}

/// Returns every identifier outside comments, split into its words.
fn identifiers(text: &str) -> Vec<Vec<String>> {
    let code = text.lines().map(|line| line.split("//").next().unwrap_or_default());
    code.flat_map(|line| line.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '-'))
        .filter(|word| !word.is_empty())
        .map(words)
        .collect()
}

/// Splits `ShowCareChainUrl`, `SHOW_CARE_CHAIN` and `show-care-chain` into the same words.
fn words(identifier: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut after_lower = false;
    for c in identifier.chars() {
        let starts_word = c.is_uppercase() && after_lower;
        if starts_word || c == '_' || c == '-' {
            words.push(String::new());
        }
        if c != '_' && c != '-' {
            let last = words.len() - 1;
            words[last].extend(c.to_lowercase());
        }
        after_lower = c.is_lowercase() || c.is_numeric();
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "pub(crate) async fn get(State(app): State<App>) -> PageResult {}";

    fn untried(path: &str, page: &str, trials: &str) -> bool {
        let page = SourceFile::new(&format!("{PAGES}{path}"), page);
        !check(&[page, SourceFile::new(TRIALS, trials)]).is_empty()
    }

    #[test]
    fn a_page_that_no_stranger_tries_is_found() {
        assert!(untried("care_chain.rs", PAGE, ""));
        assert!(untried("care_chain.rs", PAGE, "// care_chain comes later\n"));
        assert!(untried("chain.rs", PAGE, "try_page(BROKEN_CHAINS)"));
    }

    #[test]
    fn a_page_is_named_by_module_url_type_or_constant() {
        for trial in ["care_chain::URL", "ShowCareChainUrl", "CARE_CHAIN", "\"/care-chain\""] {
            assert!(!untried("care_chain.rs", PAGE, trial), "{trial}");
            assert!(!untried("care_chain/mod.rs", PAGE, trial), "{trial}");
        }
    }

    #[test]
    fn a_module_that_answers_no_get_is_no_page() {
        assert!(!untried("parts.rs", "pub fn get() {} pub async fn get_all() {}", ""));
    }

    #[test]
    fn without_the_file_of_trials_every_page_is_found() {
        let page = SourceFile::new(&format!("{PAGES}search.rs"), PAGE);
        assert_eq!(check(&[page]).len(), 1);
    }
}
