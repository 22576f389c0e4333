#include "voc/annotation_source.h"

#include <utility>

#include "voc/list/list_paths.h"

namespace imrec {

VocList MakeListFrom(AnnotationSource& source, VocListOptions options, VocProblems problems,
                     const ListMaker::OnProgress& on_progress) {
  VocList list;
  list.problems = std::move(problems);
  source.Adjust(options);
  ListMaker maker(options, on_progress, list);
  source.Find(maker, list.problems);
  list.base = options.base.empty() ? source.Base() : TypedPath(options.base);
  maker.Load(source.size(),
             [&](std::size_t i, VocProblems& found) { return source.Load(i, found); });
  source.Conclude(list.problems);
  maker.Finish(source.CoversFolders());
  return list;
}

}  // namespace imrec
