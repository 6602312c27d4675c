//! Changes a piece of a page into a newer one by changing what differs, and nothing else: what stays keeps its focus,
//! its selection, what was typed, and what is folded open.

use wasm_bindgen::JsCast;
use web_sys::{Element, Node};

/// What the client or the customer sets, and the server's page knows nothing of: it is set anew, but never removed.
const OURS: [&str; 8] = [
    "open",
    "tabindex",
    "aria-busy",
    "data-pending",
    "data-hydrated",
    "data-supported",
    "data-failed",
    "data-fresh",
];

/// Makes `old` what `new` is. Gives each element with `data-says` in which words have changed, in their order.
pub fn morph(old: &Element, new: &Element) -> Vec<Element> {
    let mut changed = Vec::new();
    element(old, new, &mut changed);
    changed
}

fn element(old: &Element, new: &Element, changed: &mut Vec<Element>) {
    if old.is_equal_node(Some(new)) {
        return;
    }
    for name in names(old) {
        if !new.has_attribute(&name) && !OURS.contains(&name.as_str()) {
            let _ = old.remove_attribute(&name);
        }
    }
    for name in names(new) {
        let value = new.get_attribute(&name);
        if old.get_attribute(&name) != value {
            let _ = old.set_attribute(&name, &value.unwrap_or_default());
        }
    }
    children(old, new, changed);
}

fn children(old: &Element, new: &Element, changed: &mut Vec<Element>) {
    let wanted = nodes(new);
    let mut at = old.first_child();
    for (place, node) in wanted.iter().enumerate() {
        let later = &wanted[place + 1..];
        let Some(found) = counterpart(at.as_ref(), node, later) else {
            let _ = old.insert_before(node, at.as_ref());
            says(node.dyn_ref().unwrap_or(old), changed);
            continue;
        };
        // What lies between is not wanted any more.
        while let Some(gone) = at.take_if(|at| !at.is_same_node(Some(&found))) {
            at = gone.next_sibling();
            let _ = old.remove_child(&gone);
            says(old, changed);
        }
        at = found.next_sibling();
        if let (Some(found), Some(node)) = (found.dyn_ref::<Element>(), node.dyn_ref::<Element>()) {
            element(found, node, changed);
        } else if found.node_value() != node.node_value() {
            found.set_node_value(node.node_value().as_deref());
            says(old, changed);
        }
    }
    while let Some(gone) = at {
        at = gone.next_sibling();
        let _ = old.remove_child(&gone);
    }
}

/// The node at or after `at` that becomes `node`: the same, or else one like it that is not the same as one of `later`.
fn counterpart(at: Option<&Node>, node: &Node, later: &[Node]) -> Option<Node> {
    let mut like = None;
    let mut next = at.cloned();
    while let Some(old) = next {
        if old.is_equal_node(Some(node)) {
            return Some(old);
        }
        if like.is_none()
            && kind(&old) == kind(node)
            && !later.iter().any(|later| later.is_equal_node(Some(&old)))
        {
            like = Some(old.clone());
        }
        next = old.next_sibling();
    }
    like
}

/// What a node has to have in common with another one to become it.
fn kind(node: &Node) -> String {
    let mut kind = node.node_name();
    if let Some(element) = node.dyn_ref::<Element>() {
        for name in ["id", "class", "name", "action", "data-component"] {
            kind.push(' ');
            kind += &element.get_attribute(name).unwrap_or_default();
        }
    }
    kind
}

/// Notes that words within `element` have changed, if they are words that are said.
fn says(element: &Element, changed: &mut Vec<Element>) {
    // A time is told anew when the day is another one: that is no news.
    if element.tag_name() != "TIME"
        && let Ok(Some(said)) = element.closest("[data-says]")
        && !changed.contains(&said)
    {
        changed.push(said);
    }
}

fn names(element: &Element) -> Vec<String> {
    element.get_attribute_names().iter().filter_map(|name| name.as_string()).collect()
}

fn nodes(element: &Element) -> Vec<Node> {
    let list = element.child_nodes();
    (0..list.length()).filter_map(|place| list.get(place)).collect()
}
