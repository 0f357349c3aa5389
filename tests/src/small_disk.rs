//! A disk that can be filled to its last byte: a small file system in memory, mounted for one test.

use std::{
    fs::{self, File, Permissions},
    io::{self, Write as _},
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Command,
};

/// Room for a municipality and a few applications.
const SIZE: &str = "size=64m,mode=777";

/// One such disk, until it is dropped.
pub struct SmallDisk(PathBuf);

impl SmallDisk {
    /// Mounts one. None, said loudly, where the test may not: only root can.
    #[must_use]
    pub fn mount(name: &str) -> Option<Self> {
        // Where the user of PostgreSQL can go too.
        let folder =
            std::env::temp_dir().join(format!("sportello-small-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", SIZE, "tmpfs"])
            .arg(&folder)
            .status()
            .is_ok_and(|status| status.success());
        if !mounted {
            eprintln!("SKIPPED {name}: a disk that fills up can be mounted by root only");
            let _ = fs::remove_dir(&folder);
            return None;
        }
        Some(Self(folder))
    }

    /// Where it is.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.0
    }

    /// A folder on it that anybody may write.
    #[must_use]
    pub fn shared(&self, name: &str) -> PathBuf {
        let folder = self.0.join(name);
        fs::create_dir_all(&folder).expect("a folder");
        fs::set_permissions(&folder, Permissions::from_mode(0o777)).expect("a folder for all");
        folder
    }

    /// Leaves no byte free.
    pub fn fill(&self) {
        let mut filler =
            File::options().create(true).append(true).open(self.filler()).expect("a file");
        for piece in [&[0; 65_536][..], &[0; 512], &[0]] {
            let full = loop {
                if let Err(error) = filler.write_all(piece) {
                    break error;
                }
            };
            assert_eq!(full.kind(), io::ErrorKind::StorageFull);
        }
    }

    /// Gives the room back.
    pub fn free(&self) {
        fs::remove_file(self.filler()).expect("the room is given back");
    }

    fn filler(&self) -> PathBuf {
        self.0.join("filler")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Also where somebody still has a file open.
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
        let _ = fs::remove_dir(&self.0);
    }
}
