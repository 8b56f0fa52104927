//! What the filter holds, and how long it is.

use imap_fsm::Buffer;

use crate::filter::Filter;
use crate::log::Log;

/// Gives both sides what comes, and tells the most that was held at any time.
fn most_held(script: &[(bool, &[u8], usize)]) -> usize {
    let mut filter = Filter::new("Private", Log(Box::new(|_| {})));
    let (mut client, mut server) = (Buffer::new(4 << 20), Buffer::new(4 << 20));
    let mut most = 0;
    for &(from_client, piece, times) in script {
        for _ in 0..times {
            let buffer = if from_client { &mut client } else { &mut server };
            let mut rest = piece;
            while !rest.is_empty() {
                let space = buffer.space().unwrap();
                let n = space.len().min(rest.len());
                space[..n].copy_from_slice(&rest[..n]);
                buffer.fill(n).unwrap();
                rest = &rest[n..];
            }
            while filter.server(&mut server).unwrap() || filter.client(&mut client).unwrap() {}
            let waits = filter.to_client.capacity() + filter.to_server.capacity();
            most = most.max(client.capacity() + server.capacity() + waits);
            filter.to_client.clear();
            filter.to_server.clear();
        }
    }
    assert!(client.is_empty() && server.is_empty());
    most
}

#[test]
fn a_hundred_megabytes_in_each_direction_take_less_than_one() {
    let piece = &[b'x'; 8000][..];
    let times = 100_000_000 / piece.len();
    let append = [
        (false, &b"* PREAUTH hi\r\n"[..], 1),
        (true, b"a APPEND Work {100000000}\r\n", 1),
        (false, b"+ ready\r\n", 1),
        (true, piece, times),
        (true, b"\r\n", 1),
        (false, b"a OK done\r\n", 1),
        (true, b"b FETCH 1 BODY[]\r\n", 1),
        (false, b"* 1 FETCH (BODY[] {100000000}\r\n", 1),
        (false, piece, times),
        (false, b")\r\nb OK done\r\n", 1),
    ];
    let most = most_held(&append);
    assert!(most < 1 << 20, "{most}");
}

/// Its own logic: what is left without tests, comments, imports and empty lines.
#[test]
fn the_logic_has_at_most_130_lines() {
    let counts = |text: &str| {
        let lines = text.lines().map(str::trim);
        let code =
            lines.filter(|line| !line.is_empty() && !line.starts_with("//") && !line.starts_with("use "));
        code.count()
    };
    let counted = counts(include_str!("../filter.rs"));
    assert!(counted <= 130, "{counted}");
}
