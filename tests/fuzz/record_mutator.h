// Mutates RecordIO files such that most of their records stay well formed.
#ifndef IMREC_TESTS_FUZZ_RECORD_MUTATOR_H_
#define IMREC_TESTS_FUZZ_RECORD_MUTATOR_H_

#include "tests/fuzz/byte_mutator.h"

namespace imrec::fuzz {

/// Changes one thing of a .rec file: the payload of a part, whose length and padding follow, the
/// header of an image record, the kind of a part, or the order and number of the parts. Sometimes,
/// and if the bytes contain no record, changes any byte.
void MutateRecords(Bytes& bytes, ByteMutator mutate, Choices& choices);

}  // namespace imrec::fuzz

#endif  // IMREC_TESTS_FUZZ_RECORD_MUTATOR_H_
