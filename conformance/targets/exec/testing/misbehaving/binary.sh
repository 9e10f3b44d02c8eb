# Prints bytes that are no UTF-8.
misbehave() {
  printf '\377\376\n'
}
. "${0%/*}/testee.sh"
