//! The client: wakes the islands of a page.

use app as _; // holds the islands; without it they are not linked
use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the page once the module is there; the page then calls each island by its name.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}
