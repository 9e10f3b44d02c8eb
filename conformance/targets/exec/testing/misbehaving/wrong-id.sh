# Answers another question.
misbehave() {
  id=$((id + 7))
  answer
}
. "${0%/*}/testee.sh"
