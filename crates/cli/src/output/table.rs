//! Text in columns, as wide as it is seen: a letter may take two places, or none (Unicode Standard Annex #11).

use std::io::IsTerminal as _;

use countersign_wire::UnixSeconds;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// As wide as a time is, or a name: what is not wider is cut only where nothing else is left to cut.
const READABLE: usize = 20;
/// The narrowest that a column is cut to, while others are wider.
const NARROWEST: usize = 8;
/// The narrowest at all: a letter or two, and that there was more.
const LAST: usize = 3;
/// Between two columns.
const GAP: usize = 2;

/// Whether standard output is a terminal.
pub(crate) fn is_seen() -> bool {
    std::io::stdout().is_terminal()
}

/// How many letters stand in a row of the terminal; nothing where standard output is none.
pub(super) fn terminal_width() -> Option<usize> {
    let (width, _) = terminal_size::terminal_size_of(std::io::stdout()).filter(|_| is_seen())?;
    Some(usize::from(width.0)).filter(|width| *width > 0)
}

/// Text from a service as a terminal may have it: no control characters, which could rewrite what was printed, and
/// none that turn its direction round.
pub(crate) fn shown(text: &str) -> String {
    let unseen = |c: char| c.is_control() && c != '\n' || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().filter(|c| !unseen(*c)).collect()
}

/// Columns under their heads, two spaces apart, numbers to the right; cut to `width` where there is one. The first column is
/// what is typed elsewhere, and is whole always.
pub(super) fn table(head: &[&str], rows: &[Vec<String>], width: Option<usize>) -> String {
    let cell = |text: &String| shown(text).replace('\n', " ");
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(cell).collect()).collect();
    let cells = |column: usize| rows.iter().filter_map(move |row| row.get(column));
    let is_number = |text: &String| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let mut columns: Vec<Column> = head
        .iter()
        .enumerate()
        .map(|(number, title)| Column {
            width: cells(number).map(|cell| cell.width()).max().unwrap_or(0).max(title.width()),
            is_of_numbers: number > 0 && cells(number).all(is_number),
        })
        .collect();
    if let Some(width) = width {
        fit(&mut columns, width);
    }
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let line: String = cells.zip(&columns).map(|(cell, column)| column.holds(cell)).collect();
        format!("{}\n", line.trim_end())
    };
    let mut out = line(&mut head.iter().copied());
    rows.iter().for_each(|row| out += &line(&mut row.iter().map(String::as_str)));
    out
}

/// How a column stands.
struct Column {
    width: usize,
    is_of_numbers: bool,
}

impl Column {
    fn holds(&self, text: &str) -> String {
        let text = cut(text, self.width);
        let room = " ".repeat(self.width.saturating_sub(text.width()));
        let gap = " ".repeat(GAP);
        if self.is_of_numbers { format!("{room}{text}{gap}") } else { format!("{text}{room}{gap}") }
    }
}

/// Takes from the widest column, again and again, until all of them fit: first what leaves all of it readable, then more of
/// what is cut already, then whatever there is.
fn fit(columns: &mut [Column], width: usize) {
    let gaps = GAP * columns.len().saturating_sub(1);
    let is_wide: Vec<bool> = columns.iter().map(|column| column.width > READABLE).collect();
    for (all, least) in [(false, READABLE), (false, NARROWEST), (true, NARROWEST), (true, LAST)] {
        while columns.iter().map(|column| column.width).sum::<usize>() + gaps > width {
            let may_give = columns.iter_mut().zip(&is_wide).skip(1).filter(|(column, wide)| (all || **wide) && column.width > least);
            let Some((widest, _)) = may_give.max_by_key(|(column, _)| column.width) else { break };
            widest.width -= 1;
        }
    }
}

/// The beginning of a text that is wider than there is room, and a sign that it goes on.
fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut room = width.saturating_sub(1);
    let fits = |c: &char| {
        let wide = c.width().unwrap_or(0);
        let fits = wide <= room;
        room = room.saturating_sub(wide);
        fits
    };
    let beginning: String = text.chars().take_while(fits).collect();
    format!("{}…", beginning.trim_end())
}

/// Lines of so many columns; those after the first are `indent` further in. A word that is longer is broken.
pub(super) fn lines_of(text: &str, width: usize, indent: usize) -> String {
    let (mut out, mut line, mut used) = (String::new(), String::new(), 0);
    for word in text.split_inclusive(' ') {
        let length = word.trim_end().width();
        if used + length > width && used > indent {
            out += line.trim_end();
            out.push('\n');
            line = " ".repeat(indent);
            used = indent;
        }
        for letter in word.chars() {
            let wide = letter.width().unwrap_or(0);
            if used + wide > width {
                if letter == ' ' {
                    continue;
                }
                out += &line;
                out.push('\n');
                line = " ".repeat(indent);
                used = indent;
            }
            line.push(letter);
            used += wide;
        }
    }
    out + line.trim_end() + "\n"
}

/// A text in lines as wide as the terminal is; as it is where there is none.
pub(crate) fn paragraph(text: &str, indent: usize) -> String {
    // So narrow, a word a line says no more.
    terminal_width().map_or_else(|| format!("{text}\n"), |width| lines_of(text, width.max(indent + READABLE), indent))
}

fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

/// Names and values in two columns; what is absent is left out.
pub(crate) fn pairs(rows: &[(&str, Option<String>)]) -> String {
    let width = rows.iter().filter(|(_, value)| value.is_some()).map(|(name, _)| name.width()).max().unwrap_or(0);
    let there = rows.iter().filter_map(|(name, value)| value.as_ref().map(|value| (name, value)));
    there.map(|(name, value)| format!("{}{}\n", padded(name, width + GAP), shown(value).replace('\n', " "))).collect()
}

/// A yes or a no, in a word.
pub(crate) fn yes_or_no(is: bool) -> String {
    if is { "yes" } else { "no" }.to_owned()
}

/// The same in a table, where there is little room: without the name of the zone on a terminal.
pub(crate) fn when(at: UnixSeconds) -> String {
    told(at, "%Y-%m-%d %H:%M:%S")
}

/// The day alone, on a terminal, where there is less room still.
pub(crate) fn day(at: UnixSeconds) -> String {
    told(at, "%Y-%m-%d")
}

/// A time: on a terminal as the person's clock says it, else in UTC as RFC 3339 writes it, the same wherever it is read.
pub(crate) fn time(at: UnixSeconds) -> String {
    told(at, "%Y-%m-%d %H:%M:%S %Z")
}

fn told(at: UnixSeconds, on_a_terminal: &str) -> String {
    let Ok(moment) = jiff::Timestamp::from_second(at) else { return at.to_string() };
    if is_seen() { moment.to_zoned(jiff::tz::TimeZone::system()).strftime(on_a_terminal).to_string() } else { moment.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_their_heads() {
        let rows = [vec!["a".into(), "Änne".into(), "x".into()], vec!["longer".into(), "b".into(), String::new()]];
        assert_eq!(table(&["ID", "NAME", "X"], &rows, None), "ID      NAME  X\na       Änne  x\nlonger  b\n");
    }

    #[test]
    fn a_wide_letter_takes_two_places() {
        let rows = [vec!["港湾".into(), "x".into()], vec!["abc".into(), "y".into()]];
        assert_eq!(table(&["A", "B"], &rows, None), "A     B\n港湾  x\nabc   y\n");
    }

    #[test]
    fn numbers_stand_to_the_right() {
        let rows = [vec!["1".into(), "7".into()], vec!["20".into(), "13".into()]];
        assert_eq!(table(&["ROW", "TIMES"], &rows, None), "ROW  TIMES\n1        7\n20      13\n");
    }

    #[test]
    fn a_narrow_terminal_cuts_the_widest_column_and_says_so() {
        let rows = [vec!["short".into(), "a name that goes on and on".into(), "2026-05-14 09:30:00".into()]];
        assert_eq!(
            table(&["ID", "NAME", "MADE"], &rows, Some(40)),
            "ID     NAME          MADE\nshort  a name that…  2026-05-14 09:30:00\n"
        );
        assert!(table(&["ID", "NAME", "MADE"], &rows, None).contains("on and on"), "nothing is cut in a pipe");
        assert_eq!(cut("港湾港湾", 6), "港湾…");
    }

    #[test]
    fn what_is_typed_elsewhere_is_whole_and_every_column_is_there_however_narrow_the_terminal() {
        let rows = [vec!["abcdefghijkl".into(), "abcdefghijkl".into()]];
        assert_eq!(table(&["A", "B"], &rows, Some(3)), "A             B\nabcdefghijkl  ab…\n");
    }

    #[test]
    fn what_a_service_says_cannot_rewrite_the_terminal() {
        assert_eq!(shown("a\u{1b}[2Jb\u{202e}c\r\u{9b}d"), "a[2Jbcd");
        assert!(!table(&["NAME"], &[vec!["a\nb\u{1b}".into()]], None).contains('\u{1b}'));
    }

    #[test]
    fn absent_values_are_left_out() {
        assert_eq!(
            pairs(&[("Name", Some("Anna".into())), ("Telephone", None), ("E-mail", Some("a@b.example".into()))]),
            "Name    Anna\nE-mail  a@b.example\n"
        );
    }
}
