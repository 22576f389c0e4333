// Parses data.yaml of YOLO.
#ifndef IMREC_VOC_YOLO_YOLO_YAML_H_
#define IMREC_VOC_YOLO_YOLO_YAML_H_

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "voc/classes/label_map.h"
#include "voc/yolo/yolo_label.h"

namespace imrec {

/// A path in the file, as written.
struct YoloYamlPath {
  std::string path;
  std::uint64_t line = 0;
  bool in_list = false;  // an item of a list of paths
};

struct YoloYamlSplit {
  std::string name;
  std::vector<YoloYamlPath> paths;
};

struct YoloYaml {
  std::optional<YoloYamlPath> root;   // `path`
  std::vector<YoloYamlSplit> splits;  // those that have a path, in the order train, val, test
  LabelMap names;                     // `names`, or class_0 and so on up to `nc`; may be empty
  YoloKeyPoints key_points;           // `kpt_shape`
};

/// Ignores other keys; in particular, nothing is downloaded or run. Throws Error(kCorruptData) with
/// the line if the file is not YAML, a value has an unexpected type, names have holes, or `nc` is
/// not their number; Error(kLimitExceeded) if it has more than 16 MiB; and Error if it cannot be
/// read.
YoloYaml ReadYoloYaml(const std::filesystem::path& path);

}  // namespace imrec

#endif  // IMREC_VOC_YOLO_YOLO_YAML_H_
