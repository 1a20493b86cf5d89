`default_nettype none

// Spiking network spoken_digits with dual memory pathways: 140 channels, 128 neurons (d = 5), 128 neurons (d = 5), 20 classes.
module dmp_spoken_digits (
    input  wire               clk,
    input  wire               rst,
    input  wire               events_tvalid,
    output wire               events_tready,
    input  wire [15:0]        events_tdata,
    input  wire               events_tlast,
    input  wire [1:0]         events_tuser,
    input  wire               params_tvalid,
    output wire               params_tready,
    input  wire signed [31:0] params_tdata,
    input  wire               params_tlast,
    output wire               classes_tvalid,
    input  wire               classes_tready,
    output wire [4:0]         classes_tdata,
    output wire               error_event,
    output wire               error_length,
    output wire               error_params
);
    // Sequences that have begun and whose class has not been taken.
    reg  [3:0] sequences;
    reg  [3:0] sequences_next;
    wire values_valid;
    wire values_ready;
    wire signed [31:0] values_value;
    wire values_last;
    assign values_valid = params_tvalid;
    assign values_value = params_tdata;
    assign values_last = params_tlast;
    assign params_tready = values_ready;

    wire loader_params_ready;
    wire loader_load_valid;
    wire [7:0] loader_load_memory;
    wire [23:0] loader_load_address;
    wire [7:0] loader_load_lane;
    wire signed [31:0] loader_load_value;
    wire loader_loading;
    wire loader_error;
    dmp_spoken_digits_loader loader (
        .clk          (clk),
        .rst          (rst),
        .params_valid (values_valid),
        .params_ready (loader_params_ready),
        .params_value (values_value),
        .params_last  (values_last),
        .active       (sequences != 4'd0),
        .load_valid   (loader_load_valid),
        .load_memory  (loader_load_memory),
        .load_address (loader_load_address),
        .load_lane    (loader_load_lane),
        .load_value   (loader_load_value),
        .loading      (loader_loading),
        .error        (loader_error)
    );

    assign values_ready = loader_params_ready;
    assign error_params = loader_error;
    wire intake_events_ready;

    wire intake_axi_ready;
    wire intake_events_valid;
    wire [7:0] intake_events_address;
    wire intake_events_empty;
    wire intake_events_last;
    wire intake_events_end;
    wire intake_begins;
    wire intake_error;
    dmp_spoken_digits_intake intake (
        .clk            (clk),
        .rst            (rst),
        .axi_valid      (events_tvalid),
        .axi_ready      (intake_axi_ready),
        .axi_tdata      (events_tdata),
        .axi_tlast      (events_tlast),
        .axi_tuser      (events_tuser),
        .hold           ((sequences == 4'd15) | loader_loading),
        .events_valid   (intake_events_valid),
        .events_ready   (intake_events_ready),
        .events_address (intake_events_address),
        .events_empty   (intake_events_empty),
        .events_last    (intake_events_last),
        .events_end     (intake_events_end),
        .begins         (intake_begins),
        .error          (intake_error)
    );

    assign events_tready = intake_axi_ready;
    assign error_event = intake_error;
    wire core_spikes_ready;

    wire core_events_ready;
    wire core_spikes_valid;
    wire [6:0] core_spikes_address;
    wire core_spikes_empty;
    wire core_spikes_last;
    wire core_spikes_end;
    dmp_spoken_digits_core core (
        .clk            (clk),
        .rst            (rst),
        .events_valid   (intake_events_valid),
        .events_ready   (core_events_ready),
        .events_address (intake_events_address),
        .events_empty   (intake_events_empty),
        .events_last    (intake_events_last),
        .events_end     (intake_events_end),
        .load_valid     (loader_load_valid),
        .load_memory    (loader_load_memory),
        .load_address   (loader_load_address),
        .load_lane      (loader_load_lane),
        .load_value     (loader_load_value),
        .spikes_valid   (core_spikes_valid),
        .spikes_ready   (core_spikes_ready),
        .spikes_address (core_spikes_address),
        .spikes_empty   (core_spikes_empty),
        .spikes_last    (core_spikes_last),
        .spikes_end     (core_spikes_end)
    );

    assign intake_events_ready = core_events_ready;
    wire readout_classes_ready;

    wire readout_events_ready;
    wire readout_classes_valid;
    wire [4:0] readout_classes_class;
    wire readout_too_long;
    dmp_spoken_digits_readout readout (
        .clk            (clk),
        .rst            (rst),
        .events_valid   (core_spikes_valid),
        .events_ready   (readout_events_ready),
        .events_address (core_spikes_address),
        .events_empty   (core_spikes_empty),
        .events_last    (core_spikes_last),
        .events_end     (core_spikes_end),
        .load_valid     (loader_load_valid),
        .load_memory    (loader_load_memory),
        .load_address   (loader_load_address),
        .load_lane      (loader_load_lane),
        .load_value     (loader_load_value),
        .classes_valid  (readout_classes_valid),
        .classes_ready  (readout_classes_ready),
        .classes_class  (readout_classes_class),
        .too_long       (readout_too_long)
    );

    assign core_spikes_ready = readout_events_ready;
    assign classes_tvalid = readout_classes_valid;
    assign classes_tdata = readout_classes_class;
    assign readout_classes_ready = classes_tready;
    assign error_length = readout_too_long;
    wire classes_fire = classes_tvalid & classes_tready;

    always @* begin : sequences_logic
        sequences_next = sequences;
        if (intake_begins & !classes_fire) begin
            sequences_next = sequences + 4'd1;
        end else if (classes_fire & !intake_begins) begin
            sequences_next = sequences - 4'd1;
        end
    end

    always @(posedge clk) begin : registers
        if (rst) begin
            sequences <= 4'd0;
        end else begin
            sequences <= sequences_next;
        end
    end

`ifdef ASSERTIONS
    // (sequences + 1) lies within 0 to 15
    always @(posedge clk) begin : sequences_fits
        if (!rst) assert (!(intake_begins & !classes_fire) | (({1'b0, sequences} + 5'd1) <= 5'd15));
    end
    // (sequences - 1) lies within 0 to 15
    always @(posedge clk) begin : sequences_fits_2
        if (!rst) assert (!(!(intake_begins & !classes_fire) & (classes_fire & !intake_begins))
            | ($signed({1'b0, sequences} - 5'sd1) >= 5'sd0));
    end
`endif
endmodule

`default_nettype wire
