//! Writes every page with sample data to a folder, with the assets, so that they can be looked at:
//!
//! `cargo run -p brygga-web --example gallery -- target/gallery && python3 -m http.server -d target/gallery`

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use brygga_i18n::{Language, Texts};
use brygga_web::assets;
use brygga_web::views::Theme;

#[path = "../tests/sample/mod.rs"]
mod sample;

fn main() -> io::Result<()> {
    let folder = env::args().nth(1).map_or_else(|| PathBuf::from("target/gallery"), PathBuf::from);
    fs::create_dir_all(folder.join("assets"))?;
    for name in assets::names() {
        if let Some(asset) = assets::asset(name) {
            fs::write(folder.join("assets").join(name), asset.bytes)?;
        }
    }
    let swedish = Texts::of(Language::Swedish);
    let mut names = write(&folder, "", swedish, Theme::Light)?;
    write(&folder, ".dark", swedish, Theme::Dark)?;
    write(&folder, ".en", Texts::of(Language::English), Theme::Light)?;
    names.sort_unstable();
    fs::write(folder.join("pages.txt"), names.join("\n"))
}

fn write(folder: &Path, suffix: &str, t: Texts, theme: Theme) -> io::Result<Vec<&'static str>> {
    let pages = sample::all(t, theme);
    for page in &pages {
        fs::write(folder.join(format!("{}{suffix}.html", page.name)), &page.html)?;
    }
    Ok(pages.into_iter().map(|page| page.name).collect())
}
