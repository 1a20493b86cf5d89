`default_nettype none

// Spike integration: holds an event still and streams its weight row over the lanes, adding it to the currents.
// A finished time step is handed over as a job; the next step then goes to the other bank.
module readout_integrate (
    input  wire               clk,
    input  wire               rst,
    input  wire               events_valid,
    output wire               events_ready,
    input  wire [6:0]         events_address,
    input  wire               events_empty,
    input  wire               events_last,
    input  wire               events_end,
    input  wire [3:0]         read_address,
    input  wire               read_enable,
    input  wire               read_bank,
    input  wire               load_enable,
    input  wire [7:0]         load_memory,
    input  wire [23:0]        load_address,
    input  wire [7:0]         load_lane,
    input  wire signed [31:0] load_value,
    output wire               job_valid,
    input  wire               job_ready,
    output wire               job_touched,
    output wire               job_end,
    output wire               job_bank,
    output wire signed [14:0] currents_0,
    output wire signed [14:0] currents_1
);
    localparam [1:0] PHASE_OPEN = 2'd0;
    localparam [1:0] PHASE_COLLECT = 2'd1;
    localparam [1:0] PHASE_HAND_OVER = 2'd2;

    wire signed [15:0] current_0;
    wire signed [15:0] current_1;

    // The job being collected.
    reg  [1:0] phase;
    reg  [1:0] phase_next;
    reg  fresh;
    reg  fresh_next;
    reg  ended;
    reg  ended_next;

    // The event at work: its slot, its row of weights, whether it is the first and the last of its step.
    reg  busy;
    reg  busy_next;
    reg  finishing;
    reg  finishing_next;
    reg  opening;
    reg  opening_next;
    reg  [3:0] slot;
    reg  [3:0] slot_next;
    reg  [10:0] weight_address;
    reg  [10:0] weight_address_next;
    wire turns = busy;
    wire slot_last = turns & (slot == 4'd9);
    wire reading = turns;
    assign events_ready = (phase == PHASE_COLLECT) & (!busy | slot_last) & !finishing;
    wire events_fire = events_valid & events_ready;
    wire job_fire = job_valid & job_ready;

    always @* begin : fresh_logic
        fresh_next = fresh;
        phase_next = phase;
        ended_next = ended;
        busy_next = busy;
        slot_next = slot;
        finishing_next = finishing;
        opening_next = opening;
        weight_address_next = weight_address;
        case (phase)
            PHASE_OPEN: begin
                if ((phase == PHASE_OPEN) & events_valid) begin
                    fresh_next = 1'b1;
                    phase_next = PHASE_COLLECT;
                end
            end
            PHASE_COLLECT: begin
                if (events_fire) begin
                    if (events_last) begin
                        ended_next = events_end;
                    end
                    if (events_empty) begin
                        busy_next = 1'b0;
                        if (events_last) begin
                            phase_next = PHASE_HAND_OVER;
                        end
                    end else begin
                        busy_next = 1'b1;
                        slot_next = 4'd0;
                        finishing_next = events_last;
                        opening_next = fresh;
                        fresh_next = 1'b0;
                        weight_address_next = {4'd0, events_address} * 11'd10;
                    end
                end else if (slot_last) begin
                    busy_next = 1'b0;
                    if (finishing) begin
                        finishing_next = 1'b0;
                        phase_next = PHASE_HAND_OVER;
                    end
                end else if (turns) begin
                    slot_next = slot + 4'd1;
                    if ((slot + 4'd1) < 4'd10) begin
                        weight_address_next = weight_address + 11'd1;
                    end
                end
            end
            PHASE_HAND_OVER: begin
                if (job_fire) begin
                    phase_next = PHASE_OPEN;
                end
            end
            default: ;
        endcase
    end

    // One cycle after the address: the weights of the row's word.
    (* ram_style = "block", no_rw_check *)
    reg  [15:0] weights [0:1279];
    reg  [15:0] weights_word;
    wire signed [7:0] weights_word_0 = weights_word[7:0];
    wire signed [7:0] weights_word_1 = weights_word[15:8];

    wire weights_load = load_enable & (load_memory == 8'd5);
    reg  term;
    reg  term_first;
    reg  [3:0] term_word;

    // The bank that collects; the other one is read.
    reg  bank;
    reg  bank_next;

    always @* begin : bank_logic
        bank_next = bank;
        if (job_fire) begin
            bank_next = !bank;
        end
    end

    reg  shown_bank;
    wire signed [14:0] bank_0_value = current_0[14:0];
    wire signed [14:0] bank_0_value_2 = current_1[14:0];

    (* ram_style = "block", no_rw_check *)
    reg  [29:0] bank_0 [0:9];
    reg  [29:0] bank_0_word;
    wire signed [14:0] bank_0_word_0 = bank_0_word[14:0];
    wire signed [14:0] bank_0_word_1 = bank_0_word[29:15];

    (* ram_style = "block", no_rw_check *)
    reg  [29:0] bank_1 [0:9];
    reg  [29:0] bank_1_word;
    wire signed [14:0] bank_1_word_0 = bank_1_word[14:0];
    wire signed [14:0] bank_1_word_1 = bank_1_word[29:15];

    wire late_0 = read_enable & !read_bank;
    wire late_1 = read_enable & read_bank;
    assign current_0 = (term_first ? 16'sd0
        : bank ? {bank_1_word_0[14], bank_1_word_0}
        : {bank_0_word_0[14], bank_0_word_0}) + {{8{weights_word_0[7]}}, weights_word_0};
    assign current_1 = (term_first ? 16'sd0
        : bank ? {bank_1_word_1[14], bank_1_word_1}
        : {bank_0_word_1[14], bank_0_word_1}) + {{8{weights_word_1[7]}}, weights_word_1};
    assign currents_0 = shown_bank ? bank_1_word_0 : bank_0_word_0;
    assign currents_1 = shown_bank ? bank_1_word_1 : bank_0_word_1;
    assign job_bank = bank;
    assign job_valid = (phase == PHASE_HAND_OVER);
    assign job_touched = !fresh;
    assign job_end = ended;

    always @(posedge clk) begin : registers
        if (rst) begin
            phase <= PHASE_OPEN;
            fresh <= 1'b0;
            ended <= 1'b0;
            busy <= 1'b0;
            finishing <= 1'b0;
            opening <= 1'b0;
            slot <= 4'd0;
            weight_address <= 11'd0;
            term <= 1'b0;
            term_first <= 1'b0;
            term_word <= 4'd0;
            bank <= 1'b0;
            shown_bank <= 1'b0;
        end else begin
            phase <= phase_next;
            fresh <= fresh_next;
            ended <= ended_next;
            busy <= busy_next;
            finishing <= finishing_next;
            opening <= opening_next;
            slot <= slot_next;
            weight_address <= weight_address_next;
            term <= reading;
            term_first <= opening;
            term_word <= slot;
            bank <= bank_next;
            shown_bank <= read_bank;
        end
    end

    always @(posedge clk) begin : weights_load_port
        if (weights_load) begin
            if (load_lane == 8'd0) weights[load_address[10:0]][7:0] <= load_value[7:0];
            if (load_lane == 8'd1) weights[load_address[10:0]][15:8] <= load_value[7:0];
        end
    end

    always @(posedge clk) begin : weights_word_port
        if (reading) weights_word <= weights[weight_address];
    end

    always @(posedge clk) begin : bank_0_sum_port
        if (term & !bank) bank_0[term_word] <= {bank_0_value_2, bank_0_value};
    end

    always @(posedge clk) begin : bank_0_word_port
        if (late_0 | (reading & !bank)) bank_0_word <= bank_0[late_0 ? read_address : slot];
    end

    always @(posedge clk) begin : bank_1_sum_port
        if (term & bank) bank_1[term_word] <= {bank_0_value_2, bank_0_value};
    end

    always @(posedge clk) begin : bank_1_word_port
        if (late_1 | (reading & bank)) bank_1_word <= bank_1[late_1 ? read_address : slot];
    end

`ifdef ASSERTIONS
    // bank_0 is never read at the address that is being written
    always @(posedge clk) begin : bank_0_word_sum_apart
        if (!rst) assert (!((late_0 | (reading & !bank)) & (term & !bank)
            & ((late_0 ? read_address : slot) == term_word)));
    end
    // bank_1 is never read at the address that is being written
    always @(posedge clk) begin : bank_1_word_sum_apart
        if (!rst) assert (!((late_1 | (reading & bank)) & (term & bank)
            & ((late_1 ? read_address : slot) == term_word)));
    end
    // (slot + 1) lies within 0 to 9
    always @(posedge clk) begin : slot_fits
        if (!rst) assert (!((phase == PHASE_COLLECT) & !events_fire & !slot_last & turns)
            | ((slot + 4'd1) <= 4'd9));
    end
    // (weight_address + 1) lies within 0 to 1279
    always @(posedge clk) begin : weight_address_fits
        if (!rst) assert (!((phase == PHASE_COLLECT) & !events_fire & !slot_last & turns
            & ((slot + 4'd1) < 4'd10)) | ((weight_address + 11'd1) <= 11'd1279));
    end
    // wrap(load_address) lies within 0 to 1279
    always @(posedge clk) begin : weights_load_fits
        if (!rst) assert (!weights_load | (load_address[10:0] <= 11'd1279));
    end
    // current_0 lies within -16384 to 16256
    always @(posedge clk) begin : bank_0_sum_0_fits
        if (!rst) assert (!((term & !bank) | (term & bank))
            | ((current_0 >= -16'sd16384) & (current_0 <= 16'sd16256)));
    end
    // current_1 lies within -16384 to 16256
    always @(posedge clk) begin : bank_0_sum_1_fits
        if (!rst) assert (!((term & !bank) | (term & bank))
            | ((current_1 >= -16'sd16384) & (current_1 <= 16'sd16256)));
    end
`endif

    // Bits that nothing reads.
    wire unused_bits = &{1'b0, load_address[23:11], load_value[31:8], current_0[15], current_1[15]};
endmodule

`default_nettype wire
