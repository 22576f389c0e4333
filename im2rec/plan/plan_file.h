// The file PREFIX.plan.json, in which one process writes down what the others do (plan_pack.h).
#ifndef IMREC_IM2REC_PLAN_PLAN_FILE_H_
#define IMREC_IM2REC_PLAN_PLAN_FILE_H_

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <imrec/pack_options.h>

#include "im2rec/list/list_source.h"
#include "im2rec/pack/pack_plan.h"
#include "recordio/internal/staged_set.h"

namespace imrec {

inline constexpr const char* kPlanExtension = ".plan.json";

struct PlanFile {
  std::filesystem::path path;  // of the plan; the prefix of the data set is this without .plan.json
  std::string run;             // digest of the text; set by ReadPlanFile() and FormatPlanFile()
  std::string version;         // of im2rec
  std::map<std::string, std::string> libraries;  // versions by name; see LibrariesOf()
  // Relative paths in the file are relative to its folder; these are as seen by this process.
  std::filesystem::path list;
  std::filesystem::path root;
  std::string list_digest;
  std::uint64_t lines = 0;
  std::uint64_t shards = 1;
  std::optional<int> compression = {};
  OnPackError on_error = OnPackError::kSkip;
  std::map<std::string, std::string> options = {};  // for the manifest
  std::vector<std::string> class_names = {};
  bool writes_class_names = false;  // to PREFIX.classes.txt
  std::uint64_t lines_without_boxes = 0;
};

/// Returns the text of the file and sets `run`. The folder of `plan.path` must exist.
std::string FormatPlanFile(PlanFile& plan);

/// Reads a plan. Throws Error(kNotFound), Error(kIo), Error(kCorruptData) or Error(kUnsupported).
PlanFile ReadPlanFile(const std::filesystem::path& path);

/// Returns the options for packing that the plan contains. Throws Error(kCorruptData) or
/// Error(kInvalidArgument) for those that im2rec does not write.
PackOptions OptionsOf(const PlanFile& plan);

/// Returns the data set of a plan.
StagedSet StagedSetOf(const PlanFile& plan);

/// Returns the libraries on whose versions the packed bytes depend, with the versions here.
std::map<std::string, std::string> LibrariesOf(const ImageOptions& image, bool compressed);

/// Throws Error(kInvalidArgument) that names both versions if this im2rec is not that of the plan.
void RequireSameVersion(const PlanFile& plan);
/// The same for the libraries.
void RequireSameLibraries(const PlanFile& plan);
/// Reads the list of the plan. Throws Error(kInvalidArgument) if it is not the list that was
/// planned, naming both digests.
PackPlan ReadPlannedList(const PlanFile& plan);
/// As ReadPlannedList(), for packing. Throws Error also as RequireSomeImages().
PackPlan PlannedLines(const PlanFile& plan);

}  // namespace imrec

#endif  // IMREC_IM2REC_PLAN_PLAN_FILE_H_
