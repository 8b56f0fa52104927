//! The scripts, at every split.

use crate::scripts::{Line, Side, run_client, run_server, scripts};

/// How many bytes this side sends.
fn len(lines: &[Line], side: Side) -> usize {
    lines.iter().filter(|line| line.side == side).map(|line| line.bytes.len()).sum()
}

#[test]
fn every_script_holds_for_both_sides_at_every_split() {
    for lines in scripts() {
        println!("{}", lines[1].bytes.escape_ascii());
        let expected = run_client(&lines, &[]);
        assert!(!expected.iter().any(|event| event.starts_with("malformed")), "{expected:?}");
        for split in 1..len(&lines, Side::Server) {
            assert_eq!(run_client(&lines, &[split]), expected);
        }
        for split in 0..len(&lines, Side::Client) {
            run_server(&lines, &[split]);
        }
    }
}
