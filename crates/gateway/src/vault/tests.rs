//! One contract for both places where files lie.

use futures_util::stream;

use super::*;

/// A folder of its own under the build's temporary one, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        Folder(std::env::temp_dir().join(format!("vault-{}", Clock::System.id().simple())))
    }

    fn files(&self) -> usize {
        let mut left = vec![self.0.clone()];
        let mut count = 0;
        while let Some(folder) = left.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() { left.push(path) } else { count += 1 }
            }
        }
        count
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn pieces(parts: &[&'static [u8]]) -> impl Stream<Item = Chunk> + Send + Unpin + use<> {
    let chunks: Vec<Chunk> = parts.iter().map(|part| Ok(Bytes::from_static(part))).collect();
    stream::iter(chunks)
}

async fn contract(vault: &Vault) {
    let stored = vault.put(pieces(&[b"%PDF-1.7\n", b"x"]), 10).await.unwrap();
    assert_eq!(stored.sha256, Digest::of(b"%PDF-1.7\nx"));
    assert_eq!((stored.size, stored.media_type.as_str()), (10, "application/pdf"));
    assert_eq!(vault.get_bytes(&stored.sha256).await.unwrap(), &b"%PDF-1.7\nx"[..]);

    // The same content again is the same file.
    assert_eq!(vault.put_bytes(&b"%PDF-1.7\nx"[..]).await.unwrap(), stored);

    let large: Vec<u8> = (0..700_000_u32).map(|n| (n % 251) as u8).collect();
    let chunks: Vec<Chunk> =
        large.chunks(9_999).map(|part| Ok(Bytes::copy_from_slice(part))).collect();
    let big = vault.put(stream::iter(chunks), 1_000_000).await.unwrap();
    let reading = vault.get(&big.sha256).await.unwrap();
    assert_eq!((reading.size, big.size), (700_000, 700_000));
    let read: Vec<Bytes> = reading.chunks.try_collect().await.unwrap();
    assert_eq!(read.concat(), large);

    let empty = vault.put(pieces(&[]), 10).await.unwrap();
    assert_eq!((empty.size, empty.media_type.as_str()), (0, "application/octet-stream"));
    assert_eq!(vault.get_bytes(&empty.sha256).await.unwrap().len(), 0);

    let (now, later) =
        (Clock::System.now() - Duration::hours(1), Clock::System.now() + Duration::hours(1));
    assert_eq!(vault.shelf(big.sha256.0[0]).await.unwrap(), [big.sha256]);
    assert!(!vault.discard(&stored.sha256, now).await.unwrap(), "it was given after that");
    assert!(vault.has(&stored.sha256).await.unwrap());
    assert!(vault.discard(&stored.sha256, later).await.unwrap());
    assert!(vault.discard(&stored.sha256, later).await.unwrap());
    assert!(!vault.has(&stored.sha256).await.unwrap() && vault.has(&big.sha256).await.unwrap());
    assert!(matches!(vault.get_bytes(&stored.sha256).await, Err(NotGiven::Missing)));
    assert!(matches!(vault.get(&stored.sha256).await, Err(NotGiven::Missing)));
}

#[tokio::test]
async fn files_in_memory() {
    contract(&Vault::memory(Clock::System)).await;
}

#[tokio::test]
async fn files_in_a_folder() {
    let folder = Folder::new();
    contract(&Vault::folder(&folder.0, Clock::System).unwrap()).await;
    // The large one and the empty one; nothing is left of what came in.
    assert_eq!(folder.files(), 2);
    // They are there when the vault is opened again.
    let again = Vault::folder(&folder.0, Clock::System).unwrap();
    assert!(again.has(&Digest::of(b"")).await.unwrap());
}

#[tokio::test]
async fn nothing_is_kept_of_a_file_that_is_too_large_or_broken_off() {
    let folder = Folder::new();
    let vault = Vault::folder(&folder.0, Clock::System).unwrap();
    let endless = stream::repeat_with(|| Ok(Bytes::from_static(&[7; 4096])));
    assert!(matches!(vault.put(endless, 1_000_000).await, Err(Refused::TooLarge)));
    assert!(matches!(vault.put(pieces(&[b"12345", b"6"]), 5).await, Err(Refused::TooLarge)));
    let broken = stream::iter([
        Ok(Bytes::from_static(&[7; 300_000])),
        Err(io::Error::from(io::ErrorKind::ConnectionReset)),
    ]);
    assert!(matches!(vault.put(broken, 1_000_000).await, Err(Refused::BrokenOff(_))));
    assert_eq!(folder.files(), 0);
}

#[tokio::test]
async fn a_damaged_file_is_not_given_as_whole() {
    let folder = Folder::new();
    let vault = Vault::folder(&folder.0, Clock::System).unwrap();
    let stored = vault.put_bytes(&b"ricevuta"[..]).await.unwrap();
    std::fs::write(folder.0.join(place(&stored.sha256).to_string()), b"Ricevuta").unwrap();
    assert!(matches!(vault.get_bytes(&stored.sha256).await, Err(NotGiven::Damaged)));
    let pieces: Vec<_> = vault.get(&stored.sha256).await.unwrap().chunks.collect().await;
    assert!(pieces.last().unwrap().is_err(), "the last piece is withheld");
}

#[tokio::test]
async fn what_a_dead_process_left_is_swept_after_a_day() {
    let folder = Folder::new();
    let clock = Clock::manual(Clock::System.now());
    let vault = Vault::folder(&folder.0, clock.clone()).unwrap();
    std::fs::write(folder.0.join("incoming/half#1"), b"half").unwrap();
    clock.advance(Duration::hours(23));
    assert_eq!((vault.sweep().await.unwrap(), folder.files()), (0, 1));
    clock.advance(Duration::hours(2));
    assert_eq!((vault.sweep().await.unwrap(), folder.files()), (1, 0));
}

async fn parts_contract(vault: &Vault) {
    let ids: Vec<_> = (0..4).map(|_| vault.clock.id()).collect();
    let (one, other) = (ids[0], ids[1]);
    for (part, bytes) in [(ids[2], "second"), (ids[3], "first ")] {
        vault.put_part(one, part, bytes.into()).await.unwrap();
    }
    vault.put_part(other, ids[2], b"x".to_vec()).await.unwrap();
    let whole: Vec<Bytes> = vault.parts(one, vec![ids[3], ids[2]]).try_collect().await.unwrap();
    assert_eq!(whole.concat(), b"first second");
    let mut there = vault.uploads().await.unwrap();
    there.sort_unstable();
    assert_eq!(there, [one, other]);
    for _ in 0..2 {
        vault.drop_parts(one).await.unwrap();
        assert_eq!(vault.uploads().await.unwrap(), [other]);
    }
    let lost: io::Result<Vec<Bytes>> = vault.parts(one, vec![ids[2]]).try_collect().await;
    assert!(lost.is_err());
}

#[tokio::test]
async fn parts_lie_under_their_upload_until_it_is_done() {
    let folder = Folder::new();
    parts_contract(&Vault::folder(&folder.0, Clock::System).unwrap()).await;
    parts_contract(&Vault::memory(Clock::System)).await;
}
