# Prints without an end, and without lines.
misbehave() {
  cat /dev/zero
}
. "${0%/*}/testee.sh"
