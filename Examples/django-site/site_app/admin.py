from django.contrib import admin

from .models import Note, Upload


@admin.register(Note)
class NoteAdmin(admin.ModelAdmin):
    list_display = ["name", "text", "author", "created"]
    search_fields = ["name", "text"]
    date_hierarchy = "created"


@admin.register(Upload)
class UploadAdmin(admin.ModelAdmin):
    list_display = ["name", "size", "sha256", "created"]
    readonly_fields = ["size", "sha256"]
