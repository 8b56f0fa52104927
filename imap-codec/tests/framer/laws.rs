//! Laws of the framer.

use proptest::prelude::*;

use super::*;

/// Bytes that are likely to mean something to a framer.
fn wire() -> impl Strategy<Value = Vec<u8>> {
    let text = prop::sample::select(vec![
        "\r\n",
        "\n",
        "\r",
        "*",
        "+",
        " ",
        "OK",
        "A1",
        "NO",
        "\"",
        "{",
        "}",
        "~",
        "0",
        "5",
        "x",
        "LIST",
        "\0",
        "{0}\r\n",
        "{1}\r\n",
        "{3+}\r\n",
        "~{7}\r\n",
        "{9}\n",
        "{13+}\r\n",
        "{20}\r\n",
        "{30}\r\n",
    ]);
    let piece = prop_oneof![
        8 => text.prop_map(|text| text.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..9),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn every_split_gives_the_same_frames(
        wire in wire(),
        cuts in prop::collection::vec(0_usize..200, 0..8),
        answer in prop::sample::select(vec![Accept, Refuse, Discard]),
        limits in prop::sample::select(vec![SMALL, Limits::commands(), Limits { message: 30, stream: 25, ..SMALL }]),
        commands in any::<bool>(),
        bare_cr in prop::sample::select(vec![BareCr::Text, BareCr::LineEnd]),
    ) {
        let framer = if commands { Framer::for_commands(limits) } else { Framer::for_responses(limits) };
        let framer = framer.bare_cr(bare_cr);
        let whole = frames(framer.clone(), [&wire[..]].into_iter(), answer);
        prop_assert_eq!(&frames(framer.clone(), wire.chunks(1), answer), &whole);
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(wire.len())).collect();
        cuts.extend([0, wire.len()]);
        cuts.sort_unstable();
        let reads = cuts.windows(2).map(|cut| &wire[cut[0]..cut[1]]);
        prop_assert_eq!(&frames(framer, reads, answer), &whole);
    }

    #[test]
    fn without_refusal_and_draining_no_byte_is_lost(wire in wire(), commands in any::<bool>()) {
        let limits = Limits { stream: u64::MAX, ..SMALL };
        let mut framer = if commands { Framer::for_commands(limits) } else { Framer::for_responses(limits) };
        let (mut input, mut framed) = (&wire[..], Vec::new());
        while let Ok(Some(frame)) = framer.next(&mut input) {
            match frame {
                Frame::Announced { .. } => {}
                Frame::Message(bytes) | Frame::Head { bytes, .. } | Frame::Data(bytes) | Frame::Tail(bytes) => {
                    framed.extend_from_slice(bytes);
                }
                Frame::Oversized { .. } => prop_assert!(false, "{frame:?}"),
            }
            prop_assert_eq!(framed.len() + input.len(), wire.len());
        }
        framed.extend_from_slice(input);
        prop_assert_eq!(framed, wire);
    }
}
