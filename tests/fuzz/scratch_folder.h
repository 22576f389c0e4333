// A folder for the files of an input, for targets of code that reads several of them.
#ifndef IMREC_TESTS_FUZZ_SCRATCH_FOLDER_H_
#define IMREC_TESTS_FUZZ_SCRATCH_FOLDER_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace imrec::fuzz {

/// Returns the folder, which is the same for all inputs of a process and is removed at its end. It
/// is in memory if the system has such a place.
const std::filesystem::path& ScratchFolder();

/// Writes a file of that name in the folder.
void WriteScratchFile(const std::string& name, std::span<const std::uint8_t> bytes);

}  // namespace imrec::fuzz

#endif  // IMREC_TESTS_FUZZ_SCRATCH_FOLDER_H_
