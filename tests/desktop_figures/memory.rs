//! What a program and all that it started hold in memory, as Linux tells.

use std::collections::BTreeMap;

/// The proportional set size of a process and its descendants, in MB (10^6 bytes): a page that several share counts in parts.
pub(crate) fn of_tree(root: u32) -> f64 {
    let parents: BTreeMap<u32, u32> = std::fs::read_dir("/proc")
        .unwrap()
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter_map(|id| Some((id, parent_of(id)?)))
        .collect();
    let below = |id: u32| std::iter::successors(Some(id), |id| parents.get(id).copied()).any(|ancestor| ancestor == root);
    parents.keys().copied().filter(|id| below(*id)).filter_map(held_by).sum::<f64>() / 1e6
}

fn parent_of(id: u32) -> Option<u32> {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The name in brackets may have any letters in it.
    stat.rsplit(')').next()?.split_whitespace().nth(1)?.parse().ok()
}

fn held_by(id: u32) -> Option<f64> {
    let rollup = std::fs::read_to_string(format!("/proc/{id}/smaps_rollup")).ok()?;
    let kib: f64 = rollup.lines().find_map(|line| line.strip_prefix("Pss:")?.trim().strip_suffix("kB")?.trim().parse().ok())?;
    Some(kib * 1024.0)
}
