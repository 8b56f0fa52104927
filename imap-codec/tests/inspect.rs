//! The example `inspect`: the lines that it prints and its exit status, which scripts rely on.

#[allow(dead_code)]
#[path = "../examples/inspect.rs"]
mod example;

/// What it prints for these bytes, and its exit status.
#[track_caller]
fn inspect(args: &str, mut input: &[u8]) -> (String, u8) {
    let (mut out, mut notes) = (Vec::new(), Vec::new());
    let args = args.split_whitespace().map(String::from);
    let code = example::run(args, &mut input, &mut out, &mut notes, false);
    assert_eq!(notes.is_empty(), code < 3);
    (String::from_utf8(out).unwrap(), code)
}

#[track_caller]
fn prints(args: &str, input: &[u8], lines: &str, code: u8) {
    assert_eq!(inspect(args, input), (lines.into(), code));
}

#[test]
fn what_is_understood_is_ok_with_its_kind_and_quirks() {
    prints(
        "--from server",
        b"* OK ready\r\n* SEARCH 2 84 \n* 1 FETCH (UID  7 )\r\na1 NO\r\n+ go\r\n* XNEW x\r\n",
        "0 12 ok ok\n\
         12 15 ok search quirk:trailing-space quirk:bare-lf\n\
         27 21 ok fetch quirk:extra-space quirk:space-in-parentheses\n\
         48 7 ok tagged-no quirk:missing-status-text\n\
         55 6 ok continue\n\
         61 10 ok other\n",
        0,
    );
    prints("--from server", b"", "", 0);
}

#[test]
fn literals_count_and_are_part_of_their_message() {
    prints(
        "--from server",
        b"* LIST () \"/\" {3}\r\nfoo\r\n\r\n* LIST () \"/\" bar\r\n",
        "0 24 ok list\n24 2 ok blank quirk:blank-line\n26 19 ok list\n",
        0,
    );
}

#[test]
fn what_is_malformed_is_told_with_place_and_rule_and_costs_nothing_else() {
    prints(
        "--from server",
        b"* 23 EXISTS\r\n* LIST () \"/\" \"a\r\n* 24 EXISTS\r\n",
        "0 13 ok exists\n13 18 malformed 16 expected QUOTED-CHAR\n31 13 ok exists\n",
        1,
    );
}

#[test]
fn strict_mode_refuses_each_quirk_by_the_name_of_its_rule() {
    prints(
        "--from server --strict",
        b"* SEARCH 2 \r\n\r\n* 1 EXISTS\r\n",
        "0 13 malformed 10 expected CRLF\n13 2 malformed 0 expected response\n15 12 ok exists\n",
        1,
    );
    prints("--from client --strict", b"a NOOP\r\n\r\n", "0 8 ok noop\n8 2 malformed 0 expected command\n", 1);
}

#[test]
fn an_input_that_ends_within_a_message_is_incomplete() {
    prints("--from server", b"* 1 EXISTS\r\n* 2 EXI", "0 12 ok exists\n12 7 incomplete\n", 2);
    prints("--from server", b"* LIST () \"/\" {9}\r\nabc", "0 22 incomplete\n", 2);
    prints("--from server", b"a1 OK done\r", "0 11 incomplete\n", 2);
    prints(
        "--from server --bare-cr",
        b"a1 OK done\r+ x\r\n",
        "0 11 ok tagged-ok quirk:bare-cr\n11 5 ok continue\n",
        0,
    );
    // That it is malformed counts less than that it cannot be followed.
    prints("--from server", b"x\r\n* ", "0 3 malformed 1 expected SP\n3 2 incomplete\n", 2);
}

#[test]
fn where_framing_is_lost_the_rest_is_incomplete() {
    let (mut out, mut notes) = (Vec::new(), Vec::new());
    let args = ["--from", "server"].into_iter().map(String::from);
    let mut input = &b"* 1 EXISTS\r\n* 1 FETCH (BODY[] {4096+   }\r\n* 2 EXISTS\r\n"[..];
    let code = example::run(args, &mut input, &mut out, &mut notes, false);
    assert_eq!((out.as_slice(), code), (&b"0 12 ok exists\n12 42 incomplete\n"[..], 2));
    assert!(notes.starts_with(b"inspect: framing lost at byte 12: "));
}

#[test]
fn debug_adds_a_tab_and_the_value() {
    prints(
        "--from server --debug",
        b"* 23 EXISTS\r\n* XNEW 1\r\n* 1 FETCH (UID 7 X 1 MODSEQ (-1))\r\nx\r\n",
        "0 13 ok exists\tData(Exists(23))\n\
         13 10 ok other\tData(Other(OtherData { number: None, data: Unknown(\"XNEW\", \" 1\") }))\n\
         23 35 ok fetch quirk:unknown-item quirk:zero-modseq\tData(Fetch { seq: SeqNum(1), items: [\
         Uid(Uid(7)), Other(Unknown(\"X\", \" 1\")), NoModSeq(0)] })\n\
         58 3 malformed 1 expected SP\n",
        1,
    );
}

#[test]
fn debug_shows_no_secret() {
    let (out, _) = inspect(
        "--from client --debug",
        b"a LOGIN alice hunter2\r\nb AUTHENTICATE PLAIN\r\naHVudGVyMg==\r\n",
    );
    assert!(out.contains("alice") && out.matches('\t').count() == 3, "{out}");
    assert!(!out.contains("hunter2") && !out.contains("aHVudGVyMg"), "{out}");
}

#[test]
fn roundtrip_says_nothing_of_what_survives() {
    let session: &[u8] =
        b"* 1 FETCH (FLAGS (\\Seen) BODY[] {3}\r\na\"b)\r\n* SEARCH 2 \r\n* XNEW {1+}\r\na\r\n";
    prints(
        "--from server --roundtrip",
        session,
        "0 43 ok fetch\n43 13 ok search quirk:trailing-space\n56 16 ok other quirk:non-sync-from-server\n",
        0,
    );
    prints(
        "--from client --roundtrip",
        b"a X {1+}\r\na\r\nb IDLE\r\nDONE\r\n",
        "0 13 ok other\n13 8 ok idle\n21 6 ok done\n",
        0,
    );
}

#[test]
fn literals_of_clients_are_taken_as_accepted() {
    prints(
        "--from client",
        b"a1 LOGIN {5}\r\nalice {6+}\r\nsecret\r\na2 UID FETCH 1 (FLAGS)\r\na3 XNEW\r\na4 UID XNEW\r\n",
        "0 34 ok login\n34 24 ok uid-fetch\n58 9 ok other\n67 13 ok other\n",
        0,
    );
}

#[test]
fn lines_of_authenticate_are_no_commands() {
    prints(
        "--from client",
        b"a AUTHENTICATE LOGIN\r\nYWxpY2U=\r\n\r\nb NOOP\r\nc AUTHENTICATE PLAIN\r\n*\r\nd NOOP\r\nYWxpY2U=\r\n",
        "0 22 ok authenticate\n22 10 ok authenticate-data\n32 2 ok authenticate-data\n34 8 ok noop\n\
         42 22 ok authenticate\n64 3 ok authenticate-data\n67 8 ok noop\n75 10 malformed 8 expected SP\n",
        1,
    );
    prints(
        "--from client",
        b"a AUTHENTICATE LOGIN\r\n!!\r\nYQ==\r\n",
        "0 22 ok authenticate\n22 4 malformed 0 expected base64\n26 6 ok authenticate-data\n",
        1,
    );
}

#[test]
fn done_ends_idle() {
    prints(
        "--from client",
        b"a IDLE\r\nDONE\r\nb IDLE\r\ndone\nc NOOP\r\nDONE\r\n",
        "0 8 ok idle\n8 6 ok done\n14 8 ok idle\n22 5 ok done quirk:bare-lf\n27 8 ok noop\n\
         35 6 malformed 4 expected SP\n",
        1,
    );
}

#[test]
fn a_file_is_read_as_standard_input_is() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/traces/dovecot-2.3-login-1.server");
    let from_file = inspect(&format!("--from server --roundtrip {file}"), b"");
    assert_eq!(from_file, inspect("--from server --roundtrip", &std::fs::read(file).unwrap()));
    assert_eq!(from_file.1, 0);
    assert!(from_file.0.starts_with("0 "));
}

#[test]
fn a_terminal_may_have_it_prettier() {
    let (mut out, args) = (Vec::new(), ["--from", "server"].into_iter().map(String::from));
    example::run(args, &mut &b"x\r\n"[..], &mut out, &mut Vec::new(), true);
    assert_eq!(out.escape_ascii().to_string(), "\\x1b[31m0 3 malformed 1 expected SP\\x1b[0m\\n");
}

#[test]
fn bad_usage_is_told() {
    for args in
        ["", "--from", "--from x", "--from server --fast", "--from server a b", "--from server /no/such/file"]
    {
        assert_eq!(inspect(args, b"* 1 EXISTS\r\n"), (String::new(), 3), "{args}");
    }
}

#[test]
fn a_stranger_gets_help_and_whoever_errs_a_line() {
    let ask = |args: &[&str]| {
        let (mut out, mut notes) = (Vec::new(), Vec::new());
        let args = args.iter().map(|arg| (*arg).to_string());
        let code = example::run(args, &mut &b""[..], &mut out, &mut notes, false);
        (code, String::from_utf8(out).unwrap(), String::from_utf8(notes).unwrap())
    };
    let (code, out, notes) = ask(&["--strict", "--help"]);
    assert!(code == 0 && out.contains("usage: inspect ") && out.contains("exit codes:") && notes.is_empty());
    let (_, _, notes) = ask(&["--from", "server", "--fast"]);
    let usage = "usage: inspect --from server|client [OPTION]... [FILE], or inspect --help";
    assert_eq!(notes, format!("inspect: no such option: --fast\n{usage}\n"));
    let (_, _, notes) = ask(&["--from", "server", "/no/such/file"]);
    assert_eq!(notes, "inspect: /no/such/file: No such file or directory\n");
}
