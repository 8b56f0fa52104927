//! What the benchmarks work on, and each library's way to do it: so that every benchmark and every peer gets the
//! same bytes, and `count` counts what the benchmarks time.

pub mod limit;
pub mod ours;
pub mod peer_imap_codec;
pub mod peer_imap_proto;
pub mod repeat;
pub mod workload;

/// Who sends the bytes of a workload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    Server,
    Client,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_library_understands_all_of_every_workload() {
        for case in workload::CASES {
            let bytes = (case.bytes)();
            let messages = ours::frames(&bytes, case.from);
            assert_eq!(ours::decode(&bytes, case.from), messages, "{}", case.name);
            assert_eq!(peer_imap_codec::decode(&bytes, case.from), messages, "{}", case.name);
            if case.from == From::Server {
                assert_eq!(peer_imap_proto::decode(&bytes), messages, "{}", case.name);
            }
        }
    }

    #[test]
    fn what_is_encoded_is_what_was_decoded() {
        for case in workload::CASES {
            let bytes = (case.bytes)();
            let mut out = Vec::new();
            ours::Values::decode(&bytes, case.from).encode(&mut out);
            let again = ours::Values::decode(&out, case.from);
            assert!(again == ours::Values::decode(&bytes, case.from), "{}", case.name);
        }
    }

    #[test]
    fn a_whole_fetch_is_about_a_kilobyte() {
        let bytes = (workload::CASES[0].bytes)();
        let per_message = bytes.len() / ours::frames(&bytes, From::Server);
        assert!((900..1100).contains(&per_message), "{per_message}");
    }
}
