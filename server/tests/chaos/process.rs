//! Signals to processes we have started ourselves, always by number.

use std::process::Command;

/// Sends a signal; whoever is gone already does not mind.
pub fn signal(name: &str, processes: &[u32]) {
    let numbers: Vec<String> = processes.iter().map(u32::to_string).collect();
    let command = format!("kill -s {name} {} 2>/dev/null", numbers.join(" "));
    let _ = Command::new("sh").args(["-c", &command]).status();
}

/// The processes that one has started.
pub fn children(parent: u32) -> Vec<u32> {
    table().into_iter().filter(|(_, its_parent)| *its_parent == parent).map(|(process, _)| process).collect()
}

/// Whether one of them is still there.
pub fn any_left(processes: &[u32]) -> bool {
    table().iter().any(|(process, _)| processes.contains(process))
}

/// Every process and its parent, except those that are dead and only wait to be noticed.
fn table() -> Vec<(u32, u32)> {
    let output = Command::new("ps").args(["-A", "-o", "pid=,ppid=,stat="]).output().expect("ps runs");
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            let pair = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
            words.next().is_some_and(|state| !state.starts_with('Z')).then_some(pair)
        })
        .collect()
}
