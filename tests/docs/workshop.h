// A folder with the data that the examples of the documentation speak of.
#ifndef IMREC_TESTS_DOCS_WORKSHOP_H_
#define IMREC_TESTS_DOCS_WORKSHOP_H_

#include <string>

#include "tests/support/files.h"
#include "tests/support/process.h"

namespace imrec::test {

/// A new folder with everything in place: data sets in VOC's and COCO's layout, folders of
/// pictures, lists, packed sets under all names that examples use. Made once per process, and
/// copied.
class Workshop {
 public:
  Workshop();

  const std::filesystem::path& path() const { return dir_.path(); }

  /// Runs a command line by the shell in this folder, with the tools of this build in PATH.
  /// Standard error goes where standard output goes.
  ProcessResult Run(const std::string& command) const;

 private:
  TempDir dir_;
};

}  // namespace imrec::test

#endif  // IMREC_TESTS_DOCS_WORKSHOP_H_
