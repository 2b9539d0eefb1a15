//! What templates may call besides fields and texts: an icon and the address of an asset.

use askama::Values;
use askama::filters::Safe;

use crate::assets::asset_url;

/// `{{ "clock"|icon }}` draws an icon of the sprite, hidden from screen readers.
#[askama::filter_fn]
pub fn icon(name: impl AsRef<str>, _: &dyn Values) -> askama::Result<Safe<String>> {
    Ok(Safe(svg("ic", name.as_ref())))
}

/// `{{ "clock"|icon_as("ok") }}` draws an icon with a class of its own.
#[askama::filter_fn]
pub fn icon_as(name: impl AsRef<str>, _: &dyn Values, class: &str) -> askama::Result<Safe<String>> {
    Ok(Safe(svg(&format!("ic {class}"), name.as_ref())))
}

/// `{{ "brygga.css"|asset }}` is the address of a file with its hash.
#[askama::filter_fn]
pub fn asset(name: impl AsRef<str>, _: &dyn Values) -> askama::Result<&'static str> {
    Ok(asset_url(name.as_ref()))
}

/// Icon and class names come from our own code, never from data.
fn svg(class: &str, name: &str) -> String {
    let sprite = asset_url("icons.svg");
    format!(
        "<svg class=\"{class}\" viewBox=\"0 0 24 24\" aria-hidden=\"true\" focusable=\"false\">\
         <use href=\"{sprite}#i-{name}\"/></svg>"
    )
}
