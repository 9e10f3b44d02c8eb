# Answers, and then prints lines without an end.
misbehave() {
  answer
  yes
}
. "${0%/*}/testee.sh"
