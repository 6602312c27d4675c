use leptos::prelude::*;

/// Two closed doors and an open one.
pub fn mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 28 28" aria-hidden="true">
            <rect x="1" y="1" width="26" height="26" rx="8" />
            <path d="M8.5 6.5h2A1.5 1.5 0 0 1 12 8v3a1.5 1.5 0 0 1-1.5 1.5h-2A1.5 1.5 0 0 1 7 11V8a1.5 1.5 0 0 1 1.5-1.5zM8.5 15.5h2A1.5 1.5 0 0 1 12 17v3a1.5 1.5 0 0 1-1.5 1.5h-2A1.5 1.5 0 0 1 7 20v-3a1.5 1.5 0 0 1 1.5-1.5z" />
            <path d="M15 6.5h6v15l-6-2.6z" />
        </svg>
    }
}
