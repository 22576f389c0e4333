// Mutates .rec.zst files such that most of their frames can be decompressed.
#ifndef IMREC_TESTS_FUZZ_COMPRESSED_MUTATOR_H_
#define IMREC_TESTS_FUZZ_COMPRESSED_MUTATOR_H_

#include "tests/fuzz/byte_mutator.h"

namespace imrec::fuzz {

/// Mutates the records of a .rec.zst file and compresses them again, in other frames, or changes
/// one field of the seek table. Sometimes, and if the bytes are no such file, changes any byte.
void MutateCompressed(Bytes& bytes, ByteMutator mutate, Choices& choices);

/// Returns a .rec.zst file with these contents, in frames of up to `frame_bytes`.
Bytes Compress(const Bytes& contents, std::size_t frame_bytes);

}  // namespace imrec::fuzz

#endif  // IMREC_TESTS_FUZZ_COMPRESSED_MUTATOR_H_
