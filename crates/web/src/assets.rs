//! The files that the pages load: style, script, icons, fonts. All are compiled in; nothing comes
//! from another machine. An address carries the content's hash, so a browser keeps a file for ever
//! and never keeps an old one.

use std::sync::LazyLock;

use sha2::{Digest, Sha256};

/// How long a browser may keep an asset that was asked for with its hash.
pub const CACHE_CONTROL: &str = "public, max-age=31536000, immutable";

/// The policy that every page is served with (decision 26).
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; \
    style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; \
    base-uri 'none'; frame-ancestors 'none'";

/// A compiled-in file.
#[derive(Debug, Clone, Copy)]
pub struct Asset {
    pub content_type: &'static str,
    pub bytes: &'static [u8],
    /// The first 16 hex digits of the content's SHA-256, in quotes, as HTTP wants it.
    pub etag: &'static str,
}

struct File {
    name: &'static str,
    content_type: &'static str,
    bytes: &'static [u8],
}

const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";
const WOFF2: &str = "font/woff2";

macro_rules! file {
    ($name:literal, $content_type:expr, $path:literal) => {
        File {
            name: $name,
            content_type: $content_type,
            bytes: include_bytes!(concat!("../assets/", $path)),
        }
    };
}

static FILES: [File; 8] = [
    file!("brygga.css", CSS, "brygga.css"),
    file!("app.js", JS, "app.js"),
    file!("htmx.js", JS, "vendor/htmx-4.0.1.min.js"),
    file!("htmx-sse.js", JS, "vendor/htmx-sse-4.0.1.min.js"),
    file!("icons.svg", SVG, "icons.svg"),
    file!("favicon.svg", SVG, "favicon.svg"),
    // The style sheet names the fonts without a hash: they change with its own.
    file!("inter-latin.woff2", WOFF2, "fonts/inter-latin.woff2"),
    file!("inter-latin-ext.woff2", WOFF2, "fonts/inter-latin-ext.woff2"),
];

struct Known {
    name: &'static str,
    url: String,
    etag: String,
}

static KNOWN: LazyLock<Vec<Known>> = LazyLock::new(|| {
    FILES
        .iter()
        .map(|file| {
            let hash = hash(file.bytes);
            Known {
                name: file.name,
                url: format!("/assets/{}?v={hash}", file.name),
                etag: format!("\"{hash}\""),
            }
        })
        .collect()
});

/// Returns the file that is served as `/assets/{name}`.
#[must_use]
pub fn asset(name: &str) -> Option<Asset> {
    let at = FILES.iter().position(|file| file.name == name)?;
    let (file, known) = (&FILES[at], &KNOWN[at]);
    Some(Asset { content_type: file.content_type, bytes: file.bytes, etag: &known.etag })
}

/// Returns the address of a file with its hash. An unknown name gives a plain address, which answers
/// 404 and is seen in the browser test.
#[must_use]
pub fn asset_url(name: &str) -> &'static str {
    KNOWN.iter().find(|known| known.name == name).map_or("/assets/unknown", |known| &known.url)
}

/// Every file name, for those who write the files somewhere.
pub fn names() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|file| file.name)
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sha256(bytes: &[u8]) -> String {
        Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn an_address_carries_the_hash_of_the_content() {
        let file = asset("brygga.css").unwrap();
        assert_eq!(
            asset_url("brygga.css"),
            format!("/assets/brygga.css?v={}", file.etag.trim_matches('"'))
        );
    }

    #[test]
    fn an_unknown_file_is_not_served() {
        assert!(asset("../Cargo.toml").is_none());
    }

    #[test]
    fn vendored_files_are_the_ones_their_readme_names() {
        let notes = concat!(
            include_str!("../assets/vendor/README.md"),
            include_str!("../assets/fonts/README.md")
        );
        for name in ["htmx.js", "htmx-sse.js", "inter-latin.woff2", "inter-latin-ext.woff2"] {
            let sum = sha256(asset(name).unwrap().bytes);
            assert!(notes.contains(&sum), "{name} has the sum {sum}");
        }
    }

    #[test]
    fn nothing_is_loaded_from_another_machine() {
        for name in ["brygga.css", "app.js", "icons.svg"] {
            let text = std::str::from_utf8(asset(name).unwrap().bytes).unwrap();
            let text = text.replace("http://www.w3.org/2000/svg", "");
            assert!(!text.contains("http:") && !text.contains("https:"), "{name}");
        }
    }
}
