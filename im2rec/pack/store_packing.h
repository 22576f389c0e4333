// Packs a list into an object store.
#ifndef IMREC_IM2REC_PACK_STORE_PACKING_H_
#define IMREC_IM2REC_PACK_STORE_PACKING_H_

#include <filesystem>

#include <imrec/pack_list.h>

#include "im2rec/list/list_source.h"

namespace imrec {

/// As PackList(), for a prefix s3://BUCKET/KEY: packs into a local folder and then sends the files.
PackResult PackIntoStore(ListSource list, const std::filesystem::path& root,
                         const PackOptions& options, const PackObserver& observer);

}  // namespace imrec

#endif  // IMREC_IM2REC_PACK_STORE_PACKING_H_
