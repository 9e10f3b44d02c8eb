# Says that it cannot.
misbehave() {
  printf '{"id":%d,"type":"error","text":"out of memory"}\n' "$id"
}
. "${0%/*}/testee.sh"
