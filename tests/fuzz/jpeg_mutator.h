// Mutates JPEG files such that most of them keep their structure.
#ifndef IMREC_TESTS_FUZZ_JPEG_MUTATOR_H_
#define IMREC_TESTS_FUZZ_JPEG_MUTATOR_H_

#include "tests/fuzz/byte_mutator.h"

namespace imrec::fuzz {

/// Changes one thing of a JPEG file: the entropy-coded bytes of a restart interval, which are then
/// stuffed again, a restart marker, one field of a header, a table, or the order and number of the
/// segments. Sometimes, and if the bytes are no JPEG, changes any byte.
void MutateJpeg(Bytes& bytes, ByteMutator mutate, Choices& choices);

}  // namespace imrec::fuzz

#endif  // IMREC_TESTS_FUZZ_JPEG_MUTATOR_H_
