//! The lines of a report that are for programs: groups of fields, with an empty line between groups (RFC 3464, 2.1).

/// The fields of a group, by their names in small letters.
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// The first field of that name that holds something, unfolded.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, value)| known == name && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }

    /// What stands in all other fields than these.
    pub fn but(&self, names: &[&str]) -> impl Iterator<Item = &str> {
        self.0.iter().filter(|(known, _)| !names.contains(&known.as_str())).map(|(_, value)| value.as_str())
    }
}

/// Reads the groups. Lines that are no fields are passed over.
pub fn groups(text: &str) -> Vec<Fields> {
    let mut groups = vec![Fields(Vec::new())];
    for line in text.lines() {
        let Some(group) = groups.last_mut() else { break };
        if line.trim().is_empty() {
            if !group.0.is_empty() {
                groups.push(Fields(Vec::new()));
            }
        } else if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = group.0.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            group.0.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_unfolded_and_groups_are_told_apart() {
        for end in ["\n", "\r\n"] {
            let text = ["", "One: 1", "", "", "TWO : a", "\tb", " c", "no field", "Two: d", "empty:", ""];
            let groups = groups(&text.join(end));
            assert_eq!(groups.len(), 2);
            assert_eq!(groups[0].get("one"), Some("1"));
            assert_eq!(groups[1].get("two"), Some("a b c"));
            assert_eq!(groups[1].get("empty"), None);
        }
    }
}
