// A folder with the data for the examples of the documentation.
#ifndef IMREC_TESTS_DOCS_WORKSHOP_H_
#define IMREC_TESTS_DOCS_WORKSHOP_H_

#include <filesystem>
#include <memory>
#include <string>

#include "tests/support/files.h"
#include "tests/support/process.h"
#include "tests/support/remote_store.h"

namespace imrec::test {

/// A new folder with all files that examples use: data sets in VOC's and COCO's layout, folders of
/// pictures, lists, and packed sets. The files are made once per process, and copied.
class Workshop {
 public:
  Workshop();

  const std::filesystem::path& path() const { return dir_.path(); }

  /// Runs a command line with the shell in this folder, with the tools of this build in PATH.
  /// Standard error is redirected to standard output. If it names s3://bucket, that is a store on
  /// this machine with the files train.*.
  ProcessResult Run(const std::string& command) const;

 private:
  TempDir dir_;
  mutable std::unique_ptr<RemoteStore> store_;
};

}  // namespace imrec::test

#endif  // IMREC_TESTS_DOCS_WORKSHOP_H_
