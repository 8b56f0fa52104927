//! Client machines over a connection in memory: greeting, login or none, then one FETCH, whose answer is the workload.
//!
//! Each library is used as its documentation says, and all of them get the same bytes but for the tags.

pub mod async_imap;
pub mod imap_next;
pub mod io_imap;
pub mod ours;
pub mod server;

/// What a client has read of the answer to FETCH.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Read {
    /// Untagged responses.
    pub responses: usize,
    /// Octets of literals that were handed out piecemeal.
    pub streamed: usize,
    /// Of these, octets that were handed out from elsewhere than where the caller had read them to.
    pub copied: usize,
}

#[cfg(test)]
mod tests {
    use imap_benches::workload;

    use super::*;

    #[test]
    fn every_client_reads_all_of_a_sync() {
        let bytes = workload::sync_untagged();
        let all = Read { responses: 10_000, ..Read::default() };
        assert_eq!(ours::fetch(&bytes), all);
        assert_eq!(imap_next::fetch(&bytes), all);
        assert_eq!(io_imap::fetch(&bytes), all);
        assert_eq!(async_imap::fetch(&bytes), all);
    }

    #[test]
    fn every_client_reads_a_long_literal() {
        let bytes = workload::literal(1 << 20);
        let one = Read { responses: 1, ..Read::default() };
        assert_eq!(ours::fetch(&bytes), one);
        assert_eq!(imap_next::fetch(&bytes), one);
        assert_eq!(io_imap::fetch(&bytes), one);
        assert_eq!(async_imap::fetch(&bytes), one);
    }

    #[test]
    fn a_streamed_literal_is_handed_out_where_it_was_read_to() {
        let bytes = workload::literal(1 << 20);
        assert_eq!(ours::stream(&bytes), Read { responses: 1, streamed: 1 << 20, copied: 0 });
        assert_eq!(io_imap::stream(&bytes).streamed, 1 << 20);
    }

    #[test]
    fn a_drip_gives_the_same_responses() {
        let bytes = workload::flag_lines(100);
        assert_eq!(ours::drip(&bytes), Read { responses: 100, ..Read::default() });
    }
}
