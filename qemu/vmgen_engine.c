/*
 * vmgen-engine: what a device of this QEMU makes of a section of a migration stream.
 *
 *   qemu-system-aarch64 -M none -accel qtest -display none -nodefaults -serial none \
 *       -monitor none -device vmgen-engine
 *
 * reads requests from its standard input, one a line, and answers each with one line:
 *
 *   devices                                      each device that has a description:
 *                                                `device TYPE PARENT KIND VERSION MINIMUM NAME`,
 *                                                KIND is `abstract` or `concrete`; then `end`
 *   load TYPE FLAGS VERSION HEX [PROP=VALUE ...] a section's body into a new device
 *   save TYPE FLAGS [PROP=VALUE ...]             what a device saves that was just reset
 *
 * FLAGS are `-`, or letters: `r` to realize the device, `l` to look at what a refused load left.
 * HEX is `-` for no bytes. The answers to `load` and `save`:
 *
 *   saved HEX DESCRIPTION        what was saved, and what QEMU's writer says of it, as JSON
 *   unneeded                     the device says that its section need not be sent
 *   refused RET HEX MESSAGE      HEX is what it saves now, or `-`
 *   unsaved RET MESSAGE
 *   unrealized MESSAGE
 *   error MESSAGE                there is no such type, description or property
 *   crashed MESSAGE              how the device ended the process that it was in
 *
 * Every request has a process of its own, a copy of this one: what one device does to the rest of
 * QEMU, or leaves behind, no other sees. A body is loaded and saved by QEMU's own functions, with
 * the description of the device's class.
 *
 * vmgen-slot: a place on the system bus of any machine, for one device of the type `device`:
 *
 *   -device vmgen-slot,id=ID,device=TYPE,address=ADDRESS[,settings=PROP=VALUE PROP=VALUE ...]
 *
 * does what a board's code would: the device's regions of memory lie at the address, one behind
 * the other in whole 4 KiB, its clocks tick at 1 MHz, and its interrupts lead to the slot, whose
 * properties `interrupts` and `outputs` have a bit for each line that is up. A migration has the
 * device's own section, as from a board, and that of the slot, as from an interrupt controller.
 * The device's path is /machine/peripheral/ID/content.
 */
#include "qemu/osdep.h"
#if __has_include("hw/core/sysbus.h")
#include "hw/core/sysbus.h"
#else
#include "hw/sysbus.h"
#endif
#if __has_include("hw/core/qdev-clock.h")
#include "hw/core/qdev-clock.h"
#include "hw/core/qdev-properties.h"
#else
#include "hw/qdev-clock.h"
#include "hw/qdev-properties.h"
#endif
#include "io/channel-buffer.h"
#include "migration/qemu-file.h"
#include "migration/vmstate.h"
#include "qapi/error.h"
#include "qemu/bitops.h"
#include "qemu/units.h"
#include "qobject/json-writer.h"
#include "qom/object.h"

#define PROTOCOL 1

#define TYPE_VMGEN_ENGINE "vmgen-engine"
OBJECT_DECLARE_SIMPLE_TYPE(Engine, VMGEN_ENGINE)

struct Engine {
    DeviceState parent_obj;
    Clock *clock;
    FILE *out;
};

#include "vmgen_engine_buses.c.inc"

/* In a version of QEMU where these tell success otherwise, all that is said below would be wrong. */
QEMU_BUILD_BUG_ON(!__builtin_types_compatible_p(
    typeof(vmstate_load_state),
    int (QEMUFile *, const VMStateDescription *, void *, int, Error **)));
QEMU_BUILD_BUG_ON(!__builtin_types_compatible_p(
    typeof(vmstate_save_state),
    int (QEMUFile *, const VMStateDescription *, void *, JSONWriter *, Error **)));

/* What is behind a body in a stream: a load that takes too much reads on into it. */
static const guint8 footer[5] = { 0x7e, 0, 0, 0, 0x2a };

/* -- answers --------------------------------------------------------------------------------- */

static void put_text(FILE *out, const char *text)
{
    for (const char *c = text; *c; c++) {
        fputc(g_ascii_isprint(*c) ? *c : ' ', out);
    }
    fputc('\n', out);
}

static void put_error(FILE *out, Error *err)
{
    put_text(out, err ? error_get_pretty(err) : "");
}

static void put_bytes(FILE *out, const guint8 *data, size_t size)
{
    if (!size) {
        fputc('-', out);
    }
    for (size_t i = 0; i < size; i++) {
        fprintf(out, "%02x", data[i]);
    }
}

/* -- a device -------------------------------------------------------------------------------- */

static bool set_properties(Object *obj, char **settings, Error **errp)
{
    for (; *settings; settings++) {
        g_auto(GStrv) pair = g_strsplit(*settings, "=", 2);
        const char *value = pair[1] ?: "";
        Object *target = *value == '/' ? object_resolve_path(value, NULL) : NULL;

        /* Boards give some devices a link that is no property of theirs. */
        if (target && !object_property_find(obj, pair[0])) {
            object_property_add_const_link(obj, pair[0], target);
        } else if (!object_property_parse(obj, pair[0], value, errp)) {
            return false;
        }
    }
    return true;
}

/* A bus of the kind that the device is for: some ask it for something even when they load. */
static bool find_bus(Engine *engine, DeviceState *dev, BusState **bus, Error **errp)
{
    const char *kind = DEVICE_GET_CLASS(dev)->bus_type;

    *bus = NULL;
    if (!kind) {
        return true;
    }
    if (!strcmp(kind, TYPE_SYSTEM_BUS)) {
        *bus = sysbus_get_default();
        return true;
    }
    *bus = make_bus(engine, kind);
    if (!*bus) {
        error_setg(errp, "there is no bus of type %s to be had", kind);
    }
    return *bus;
}

static Clock *make_clock(DeviceState *owner)
{
    Clock *clock = clock_new(OBJECT(owner), "clock");

    clock_set_hz(clock, 1000000);
    return clock;
}

static void connect_clocks(Clock *clock, DeviceState *dev)
{
    NamedClockList *item;

    QLIST_FOREACH(item, &dev->clocks, node) {
        if (!item->output && !item->alias && !clock_has_source(item->clock)) {
            clock_set_source(item->clock, clock);
        }
    }
}

/* A device that was just reset; what hinders that is said. */
static DeviceState *make_device(Engine *engine, const char *type, const char *flags,
                                char **settings)
{
    ObjectClass *klass = object_class_by_name(type);
    Error *err = NULL;
    BusState *bus;
    DeviceState *dev;

    if (!klass || !object_class_dynamic_cast(klass, TYPE_DEVICE) ||
        object_class_is_abstract(klass)) {
        fprintf(engine->out, "error there is no device of type %s\n", type);
        return NULL;
    }
    if (!DEVICE_CLASS(klass)->vmsd) {
        fprintf(engine->out, "error %s has no description\n", type);
        return NULL;
    }
    dev = DEVICE(object_new(type));
    if (object_property_find(OBJECT(dev), "romfile")) {
        /* An emulator that is not installed has no ROMs, and no guest runs them here. */
        object_property_set_str(OBJECT(dev), "romfile", "", &error_abort);
    }
    if (!set_properties(OBJECT(dev), settings, &err)) {
        fputs("error ", engine->out);
        put_error(engine->out, err);
        return NULL;
    }
    if (!find_bus(engine, dev, &bus, &err)) {
        fputs("unrealized ", engine->out);
        put_error(engine->out, err);
        return NULL;
    }
    if (strchr(flags, 'r')) {
        connect_clocks(engine->clock, dev);
        if (!qdev_realize(dev, bus, &err)) {
            fputs("unrealized ", engine->out);
            put_error(engine->out, err);
            return NULL;
        }
    } else if (bus && bus != sysbus_get_default()) {
        qdev_set_parent_bus(dev, bus, &error_abort);
    }
    device_cold_reset(dev);
    return dev;
}

/* -- load and save --------------------------------------------------------------------------- */

static bool load_body(DeviceState *dev, int version, GByteArray *body, int *ret, Error **errp)
{
    QIOChannel *ioc = QIO_CHANNEL(qio_channel_buffer_new(body->len + sizeof(footer)));
    QEMUFile *file;

    qio_channel_write_all(ioc, (char *)body->data, body->len, &error_abort);
    qio_channel_write_all(ioc, (char *)footer, sizeof(footer), &error_abort);
    qio_channel_io_seek(ioc, 0, 0, &error_abort);
    file = qemu_file_new_input(ioc);
    *ret = vmstate_load_state(file, DEVICE_GET_CLASS(dev)->vmsd, dev, version, errp);
    if (!*ret) {
        *ret = qemu_file_get_error(file);
    }
    if (*ret) {
        return false;
    }
    for (size_t i = 0; i < sizeof(footer); i++) {
        if (qemu_get_byte(file) != footer[i]) {
            error_setg(errp, "no footer where the section ends for this device");
            return false;
        }
    }
    return true;
}

/* What the device saves; `vmdesc` is closed if that went well. */
static int save_body(DeviceState *dev, QIOChannelBuffer *channel, JSONWriter *vmdesc,
                     Error **errp)
{
    QEMUFile *file = qemu_file_new_output(QIO_CHANNEL(channel));
    int ret;

    json_writer_start_object(vmdesc, NULL);
    ret = vmstate_save_state(file, DEVICE_GET_CLASS(dev)->vmsd, dev, vmdesc, errp);
    if (!ret) {
        json_writer_end_object(vmdesc);
        qemu_fflush(file);
    }
    return ret;
}

static void put_saved(FILE *out, DeviceState *dev)
{
    QIOChannelBuffer *channel = qio_channel_buffer_new(4096);
    JSONWriter *vmdesc = json_writer_new(false);
    Error *err = NULL;
    int ret;

    if (!vmstate_section_needed(DEVICE_GET_CLASS(dev)->vmsd, dev)) {
        fputs("unneeded\n", out);
        return;
    }
    ret = save_body(dev, channel, vmdesc, &err);
    if (ret) {
        fprintf(out, "unsaved %d ", ret);
        put_error(out, err);
        return;
    }
    fputs("saved ", out);
    put_bytes(out, channel->data, channel->usage);
    fputc(' ', out);
    put_text(out, json_writer_get(vmdesc));
}

static void put_refused(FILE *out, DeviceState *dev, int ret, bool look, Error *err)
{
    QIOChannelBuffer *channel = qio_channel_buffer_new(4096);

    fprintf(out, "refused %d ", ret);
    if (look && !save_body(dev, channel, json_writer_new(false), NULL)) {
        put_bytes(out, channel->data, channel->usage);
    } else {
        fputc('-', out);
    }
    fputc(' ', out);
    put_error(out, err);
}

/* -- requests -------------------------------------------------------------------------------- */

static GByteArray *bytes_of(const char *hex)
{
    GByteArray *bytes = g_byte_array_new();

    for (; g_ascii_isxdigit(hex[0]) && g_ascii_isxdigit(hex[1]); hex += 2) {
        guint8 byte = g_ascii_xdigit_value(hex[0]) << 4 | g_ascii_xdigit_value(hex[1]);
        g_byte_array_append(bytes, &byte, 1);
    }
    return bytes;
}

static void answer(Engine *engine, char **words)
{
    guint count = g_strv_length(words);
    bool load = count >= 5 && !strcmp(words[0], "load");
    bool save = count >= 3 && !strcmp(words[0], "save");
    Error *err = NULL;
    DeviceState *dev;
    int ret = 0;

    if (!load && !save) {
        fputs("error this is no request\n", engine->out);
        return;
    }
    dev = make_device(engine, words[1], words[2], words + (load ? 5 : 3));
    if (!dev) {
        return;
    }
    if (load && !load_body(dev, atoi(words[3]), bytes_of(words[4]), &ret, &err)) {
        put_refused(engine->out, dev, ret, strchr(words[2], 'l'), err);
        return;
    }
    put_saved(engine->out, dev);
}

/* Answers in a copy of this process; where that does not end as it should, this one says so. */
static void answer_apart(Engine *engine, char **words)
{
    int status = 0;
    pid_t child = fork();

    if (child == 0) {
        close(STDIN_FILENO);
        answer(engine, words);
        fflush(engine->out);
        _exit(0);
    }
    if (child < 0) {
        fprintf(engine->out, "error fork: %s\n", strerror(errno));
        return;
    }
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
        ;
    }
    if (WIFSIGNALED(status)) {
        fprintf(engine->out, "crashed %s\n", strsignal(WTERMSIG(status)));
    } else if (WEXITSTATUS(status)) {
        fprintf(engine->out, "crashed exit status %d\n", WEXITSTATUS(status));
    }
}

static void list_devices(FILE *out)
{
    GSList *classes = object_class_get_list(TYPE_DEVICE, true);

    for (GSList *item = classes; item; item = item->next) {
        ObjectClass *klass = item->data;
        const VMStateDescription *vmsd = DEVICE_CLASS(klass)->vmsd;
        if (vmsd && vmsd->name) {
            fprintf(out, "device %s %s %s %d %d ", object_class_get_name(klass),
                    object_class_get_name(object_class_get_parent(klass)),
                    object_class_is_abstract(klass) ? "abstract" : "concrete",
                    vmsd->version_id, vmsd->minimum_version_id);
            put_text(out, vmsd->name);
        }
    }
    g_slist_free(classes);
    fputs("end\n", out);
}

static void engine_realize(DeviceState *dev, Error **errp)
{
    Engine *engine = VMGEN_ENGINE(dev);
    g_autofree char *line = NULL;
    size_t size = 0;
    ssize_t length;

    /* What a device prints, whatever it is, is no answer. */
    engine->out = fdopen(dup(STDOUT_FILENO), "w");
    if (!engine->out || dup2(STDERR_FILENO, STDOUT_FILENO) < 0) {
        error_setg_errno(errp, errno, "vmgen-engine has no output");
        return;
    }
    engine->clock = make_clock(dev);
    fprintf(engine->out, "vmgen-engine %d %s\n", PROTOCOL, QEMU_VERSION);
    fflush(engine->out);
    while ((length = getline(&line, &size, stdin)) > 0) {
        g_auto(GStrv) words = NULL;
        if (line[length - 1] == '\n') {
            line[length - 1] = '\0';
        }
        words = g_strsplit(line, " ", -1);
        if (words[0] && !strcmp(words[0], "devices")) {
            list_devices(engine->out);
        } else {
            answer_apart(engine, words);
        }
        fflush(engine->out);
    }
    _exit(0);
}

static void engine_class_init(ObjectClass *klass, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);

    dc->desc = "puts sections of migration streams through devices (vmgen verify --qemu)";
    dc->realize = engine_realize;
}

static const TypeInfo engine_type = {
    .name = TYPE_VMGEN_ENGINE,
    .parent = TYPE_DEVICE,
    .instance_size = sizeof(Engine),
    .class_init = engine_class_init,
};

/* -- a slot on the system bus ---------------------------------------------------------------- */

#define TYPE_VMGEN_SLOT "vmgen-slot"
OBJECT_DECLARE_SIMPLE_TYPE(Slot, VMGEN_SLOT)

struct Slot {
    DeviceState parent_obj;
    char *device;
    char *settings;
    uint64_t address;
    uint32_t interrupts;
    uint32_t outputs;
};

static void note_interrupt(void *opaque, int line, int level)
{
    Slot *slot = opaque;

    slot->interrupts = deposit32(slot->interrupts, line, 1, level != 0);
}

static void note_output(void *opaque, int line, int level)
{
    Slot *slot = opaque;

    slot->outputs = deposit32(slot->outputs, line, 1, level != 0);
}

/* Its interrupts, and what outputs have no name; of both the first 32. */
static void connect_lines(Slot *slot, DeviceState *dev)
{
    NamedGPIOList *list;

    QLIST_FOREACH(list, &dev->gpios, node) {
        bool interrupts = !g_strcmp0(list->name, SYSBUS_DEVICE_GPIO_IRQ);
        qemu_irq_handler note = interrupts ? note_interrupt : note_output;

        for (int i = 0; (interrupts || !list->name) && i < MIN(list->num_out, 32); i++) {
            qdev_connect_gpio_out_named(dev, list->name, i, qemu_allocate_irq(note, slot, i));
        }
    }
}

static void map_regions(SysBusDevice *dev, uint64_t address)
{
    for (int i = 0; sysbus_has_mmio(dev, i); i++) {
        sysbus_mmio_map(dev, i, address);
        address += ROUND_UP(memory_region_size(sysbus_mmio_get_region(dev, i)), 4 * KiB);
    }
}

static void slot_realize(DeviceState *dev, Error **errp)
{
    Slot *slot = VMGEN_SLOT(dev);
    g_auto(GStrv) settings = g_strsplit(slot->settings ?: "", " ", -1);
    ObjectClass *klass = object_class_by_name(slot->device ?: "");
    Object *obj;

    if (!klass || !object_class_dynamic_cast(klass, TYPE_SYS_BUS_DEVICE) ||
        object_class_is_abstract(klass)) {
        error_setg(errp, "there is no device of type %s for the system bus",
                   slot->device ?: "(none)");
        return;
    }
    obj = object_new(slot->device);
    object_property_add_child(OBJECT(slot), "content", obj);
    object_unref(obj);
    if (!set_properties(obj, settings, errp)) {
        return;
    }
    connect_clocks(make_clock(dev), DEVICE(obj));
    if (sysbus_realize(SYS_BUS_DEVICE(obj), errp)) {
        map_regions(SYS_BUS_DEVICE(obj), slot->address);
        connect_lines(slot, DEVICE(obj));
    }
}

static void slot_init(Object *obj)
{
    Slot *slot = VMGEN_SLOT(obj);

    object_property_add_uint32_ptr(obj, "interrupts", &slot->interrupts, OBJ_PROP_FLAG_READ);
    object_property_add_uint32_ptr(obj, "outputs", &slot->outputs, OBJ_PROP_FLAG_READ);
}

/* Loaded before the device, which may move a line when it has loaded. */
static const VMStateDescription slot_description = {
    .name = TYPE_VMGEN_SLOT,
    .version_id = 1,
    .minimum_version_id = 1,
    .priority = MIG_PRI_GICV3,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32(interrupts, Slot),
        VMSTATE_UINT32(outputs, Slot),
        VMSTATE_END_OF_LIST()
    },
};

static const Property slot_properties[] = {
    DEFINE_PROP_STRING("device", Slot, device),
    DEFINE_PROP_STRING("settings", Slot, settings),
    DEFINE_PROP_UINT64("address", Slot, address, 0),
};

static void slot_class_init(ObjectClass *klass, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);

    dc->desc = "a place on the system bus for a device of any type";
    dc->realize = slot_realize;
    dc->vmsd = &slot_description;
    device_class_set_props(dc, slot_properties);
}

static const TypeInfo slot_type = {
    .name = TYPE_VMGEN_SLOT,
    .parent = TYPE_DEVICE,
    .instance_size = sizeof(Slot),
    .instance_init = slot_init,
    .class_init = slot_class_init,
};

static void engine_register(void)
{
    type_register_static(&engine_type);
    type_register_static(&slot_type);
}

type_init(engine_register)
