# Answers as a sender would.
misbehave() {
  printf '{"id":%d,"type":"sent","outcome":"completed","writes":[]}\n' "$id"
}
. "${0%/*}/testee.sh"
