#include "symbols.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#if defined(__linux__) && defined(__LP64__)
#include <elf.h>

/// The file that was looked at last, as it is on disk. Every offset in it is checked: it may have been replaced since.
static struct {
    char path[512];
    const uint8_t *bytes;
    size_t size;
} image;

static void open_image(const char *path) {
    if (strcmp(image.path, path) == 0) return;
    if (image.bytes) munmap((void *)image.bytes, image.size);
    memset(&image, 0, sizeof image);
    if (strlen(path) >= sizeof image.path) return;
    strcpy(image.path, path);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return;
    struct stat info;
    if (fstat(file, &info) == 0 && info.st_size > 0) {
        void *bytes = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, file, 0);
        if (bytes != MAP_FAILED) {
            image.bytes = bytes;
            image.size = (size_t)info.st_size;
        }
    }
    close(file);
}

static const void *at(uint64_t offset, uint64_t size) {
    return image.bytes && offset <= image.size && size <= image.size - offset ? image.bytes + offset : NULL;
}

const char *file_symbol(const char *path, uintptr_t address, uintptr_t base, size_t *offset) {
    open_image(path);
    const Elf64_Ehdr *head = at(0, sizeof *head);
    if (!head || memcmp(head->e_ident, ELFMAG, SELFMAG) != 0 || head->e_ident[EI_CLASS] != ELFCLASS64) return NULL;
    const Elf64_Shdr *sections = at(head->e_shoff, (uint64_t)head->e_shnum * sizeof *sections);
    if (!sections || head->e_shentsize != sizeof *sections) return NULL;
    uintptr_t wanted = head->e_type == ET_EXEC ? address : address - base;
    for (unsigned i = 0; i < head->e_shnum; i++) {
        if (sections[i].sh_type != SHT_SYMTAB || sections[i].sh_link >= head->e_shnum) continue;
        const Elf64_Shdr *text = &sections[sections[i].sh_link];
        const Elf64_Sym *symbols = at(sections[i].sh_offset, sections[i].sh_size);
        const char *names = at(text->sh_offset, text->sh_size);
        if (!symbols || !names || text->sh_size == 0 || names[text->sh_size - 1] != 0) continue;
        for (size_t n = 0; n < sections[i].sh_size / sizeof *symbols; n++) {
            const Elf64_Sym *symbol = &symbols[n];
            if (ELF64_ST_TYPE(symbol->st_info) != STT_FUNC || symbol->st_name >= text->sh_size) continue;
            if (wanted < symbol->st_value || wanted - symbol->st_value >= symbol->st_size) continue;
            *offset = wanted - symbol->st_value;
            return names + symbol->st_name;
        }
    }
    return NULL;
}

#else

const char *file_symbol(const char *path, uintptr_t address, uintptr_t base, size_t *offset) { return NULL; }

#endif
