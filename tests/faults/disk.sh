# shellcheck shell=bash
# Disks of a test's own under exchange/ and state/, which fill, break and lose
# their power. Sourced by rows of the matrix; needs root.

disk_needed() {
	[ "$(id -u)" -eq 0 ] || skip_all 'only root may mount'
	trap 'disk_gone small; clean_up' EXIT
	disk_new 16 2>/dev/null || skip_all 'nothing can be mounted here'
}

disk_bind() {
	mkdir -p "$DIR/disk/exchange/in" "$DIR/exchange" "$DIR/state"
	mkdir -p "$DIR/disk/state"
	chmod 0700 "$DIR/disk/state"
	mount --bind "$DIR/disk/exchange" "$DIR/exchange" &&
		mount --bind "$DIR/disk/state" "$DIR/state"
}

# disk_gone [small]: what lies below the disk, too.
disk_gone() {
	stop_daemon
	local at
	for at in exchange state disk "$@"; do
		! mountpoint -q "$DIR/$at" || umount -l "$DIR/$at"
	done
}

# disk_new MIB [FOLDER]: an empty ext4; its image is in that folder. Nothing
# goes to it before it has to: a cut shall find as little as it can.
disk_new() {
	disk_gone
	IMAGE=${2:-$DIR}/image
	rm -f "$IMAGE"
	truncate -s "$1M" "$IMAGE"
	mkfs.ext4 -q -O ^metadata_csum_seed "$IMAGE" 2>/dev/null || return
	disk_mount && disk_bind && sync -f "$DIR/disk"
}

disk_mount() {
	mkdir -p "$DIR/disk"
	mount -o loop,commit=300,errors=remount-ro "$IMAGE" "$DIR/disk"
}

# disk_again: as after a start of the machine.
disk_again() {
	disk_gone
	wait_for 5 disk_free
	e2fsck -p "$IMAGE" >"$DIR/e2fsck.log" 2>&1
	disk_mount && disk_bind
}

disk_free() {
	! losetup -j "$IMAGE" | grep -q .
}

disk_cut() {
	"$B/tests/faults/power" "$DIR/disk"
	disk_again
}

# tmpfs_new OPTIONS: of mount.
tmpfs_new() {
	disk_gone
	mkdir -p "$DIR/disk"
	mount -t tmpfs -o "$1" tmpfs "$DIR/disk" && disk_bind
}
